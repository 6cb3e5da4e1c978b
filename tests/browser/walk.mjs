// What a walk is made of: chapters of named steps, and a picture of every step at two sizes.
import { mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const phone = { width: 390, height: 844 }
export const desktop = { width: 1280, height: 800 }
const folder = fileURLToPath(new URL('screenshots/', import.meta.url))

export class Walk {
  passed = 0
  failed = 0
  #pictures = 0

  constructor() {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
  }

  /** The first step that fails ends its chapter: the next ones stand on it. */
  async chapter(title, walk) {
    console.log(`\n${title}`)
    try { await walk() } catch (error) {
      if (!error.counted) { this.failed++; console.log(`  FAIL ${title}: ${error.stack}`) }
      console.log('  the rest of this chapter is left out')
    }
  }

  /** One assertion with a plain name. The page may be null where there is nothing to see. */
  async step(page, name, act) {
    const begun = Date.now()
    try {
      await act()
      this.passed++
      console.log(`  ok   ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`)
    } catch (error) {
      this.failed++
      console.log(`  FAIL ${name}\n       ${error.message.split('\n').slice(0, 12).join('\n       ')}`)
      throw Object.assign(error, { counted: true })
    } finally {
      if (page) await this.#picture(page, name).catch(error => console.log(`       no picture: ${error.message.split('\n')[0]}`))
    }
  }

  async #picture(page, name) {
    const own = page.viewportSize()
    const file = `${String(++this.#pictures).padStart(2, '0')}-${name.toLowerCase().replace(/[^\p{Letter}\d]+/gu, '-').slice(0, 60)}`
    for (const [size, viewport] of Object.entries({ phone, desktop })) {
      await page.setViewportSize(viewport)
      await page.screenshot({ path: `${folder}${file}.${size}.png`, animations: 'disabled' })
    }
    await page.setViewportSize(own)
  }
}

/** From a list or a tree that unfolds. On a busy machine it is still unfolding when it is first clicked, and takes no choice: then once more, as anybody would. */
export async function choose(page, box, text) {
  await (typeof box === 'string' ? page.locator(box) : box).click()
  const options = page.locator('.el-select-dropdown__item:visible, .el-select-dropdown .el-tree-node__label:visible')
  for (let closed = false; !closed;) {
    await options.filter({ hasText: text }).first().click()
    closed = await options.first().waitFor({ state: 'hidden', timeout: 3000 }).then(() => true, () => false)
  }
}
