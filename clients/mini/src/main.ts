import { createSSRApp } from 'vue'
import './session' // reads the sign-in code from the address before the router touches it
import App from './App.vue'

export function createApp() {
  return { app: createSSRApp(App) }
}
