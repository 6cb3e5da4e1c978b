import { createApp } from 'vue'
import 'element-plus/theme-chalk/base.css'
import './style.css'
import App from './App.vue'
import { onSignedOut } from './api'
import { router } from './router'
import { begin } from './session'

onSignedOut(() => {
  begin(null)
  const from = router.currentRoute.value
  if (from.name !== 'sign-in') router.push({ name: 'sign-in', query: { to: from.fullPath } })
})

createApp(App).use(router).mount('#app')
