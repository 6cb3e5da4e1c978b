import { createApp } from 'vue'
import 'element-plus/theme-chalk/base.css'
import './style.css'
import App from './App.vue'
import { onSignedOut } from './api'
import { router } from './router'
import { toSignIn } from './session'

onSignedOut(() => toSignIn(router.currentRoute.value.fullPath))

createApp(App).use(router).mount('#app')
