// Debian's Chromium. Its own housekeeping (updates and the like) is sent into a proxy that does not exist, so that
// nothing leaves this host; what the pages ask for is written down.
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const program = '/usr/bin/chromium'
export const installed = () => existsSync(program)

export async function openChromium(url) {
  const outside = [], broken = []
  const browser = await chromium.launch({
    executablePath: program,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--proxy-server=127.0.0.1:9'],
  })

  await unhurried(browser)

  /** A person's own device. */
  async function device(viewport, touch = false) {
    const context = await browser.newContext({ viewport, hasTouch: touch, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', acceptDownloads: true })
    context.setDefaultTimeout(60_000) // what does not come ends the walk; a slow machine is no fault
    await context.addInitScript(() => addEventListener('click', tap => { window.lastTap = { at: tap.timeStamp, x: tap.clientX, y: tap.clientY } }, true))
    context.on('request', request => { if (!request.url().startsWith(url + '/') && !/^(data|blob|tel):/.test(request.url())) outside.push(request.url()) })
    context.on('response', response => { if (response.status() >= 500) broken.push(`${response.status()} ${response.url()}`) })
    context.on('console', line => { if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) broken.push(line.text()) })
    context.on('weberror', error => broken.push(String(error.error().stack ?? error.error())))
    return context
  }

  return { browser, device, outside, broken, close: () => browser.close() }
}

/**
 * A person's next tap at one place comes later than the second one of a trembling thumb, which the pages take for none: however
 * fast the machine is, it waits until then.
 */
async function unhurried(browser) {
  const thumb = { ms: 500, px: 40 }
  const blank = await browser.newPage()
  const locator = Object.getPrototypeOf(blank.locator('html'))
  await blank.close()
  for (const verb of ['tap', 'click']) {
    const act = locator[verb]
    locator[verb] = async function (options) {
      await this.evaluate(async (element, { ms, px }) => {
        element.scrollIntoViewIfNeeded()
        const { left, top, width, height } = element.getBoundingClientRect(), last = window.lastTap
        if (last && Math.hypot(left + width / 2 - last.x, top + height / 2 - last.y) < px)
          await new Promise(done => setTimeout(done, last.at + ms - performance.now()))
      }, thumb).catch(() => { /* its page is just going; the tap itself waits for the next */ })
      return act.call(this, options)
    }
  }
}
