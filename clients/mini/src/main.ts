import { createSSRApp } from 'vue'
// #ifdef H5
import './phone/h5/taps'
// #endif
import './session' // reads the sign-in code from the address before the router touches it
import App from './App.vue'

export function createApp() {
  return { app: createSSRApp(App) }
}
