import { resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'
import uniPlugin from '@dcloudio/vite-plugin-uni'

// The package is CommonJS: under ESM interop the function may sit on .default.
const uni = (uniPlugin as unknown as { default?: typeof uniPlugin }).default ?? uniPlugin
const phone = process.env.UNI_PLATFORM === 'mp-weixin' ? 'mp' : 'h5'

/** The framework's sheet names a picture on its maker's host for a shadow we do not use: bundles ask nothing from outside. */
const nothingFromOutside: Plugin = {
  name: 'nothing-from-outside',
  enforce: 'post',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === 'asset' && file.fileName.endsWith('.css')) file.source = String(file.source).replace(/url\(["']?https?:[^)]*\)/g, 'none')
    }
  },
}

/** A sheet in the head keeps the page white until it is there; at the end of the body "正在打开" is read meanwhile. */
const wordsFirst: Plugin = {
  name: 'words-first',
  transformIndexHtml: {
    order: 'post',
    handler(html) {
      const late = [/ *<link rel="stylesheet".*\n/g, / *<script type="module".*\n/g].flatMap(tag => html.match(tag) ?? [])
      return late.reduce((rest, tag) => rest.replace(tag, ''), html).replace('  </body>', late.join('') + '  </body>')
    },
  },
}

export default defineConfig({
  plugins: [uni() as Plugin, nothingFromOutside, wordsFirst],
  // All pages in one file: on a bad network a page that was never fetched is a tap that does nothing.
  build: phone === 'h5' ? { rollupOptions: { output: { inlineDynamicImports: true } } } : {},
  resolve: { alias: { '@phone': resolve(__dirname, 'src/phone', phone) } },
  server: { proxy: { '/api': process.env.API_PROXY ?? 'http://localhost:5080' } },
})
