import { defineConfig } from 'vite'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'

export default defineConfig({
  base: '/console/',
  plugins: [vue(), Components({ dirs: [], dts: false, resolvers: [ElementPlusResolver()] })],
  // Offices keep old browsers.
  build: { target: ['chrome87', 'safari14'], outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 700 },
  server: { port: 5081, proxy: { '/api': 'http://localhost:5080' } },
})
