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

  /** A person's own device. */
  async function device(viewport, touch = false) {
    const context = await browser.newContext({ viewport, hasTouch: touch, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', acceptDownloads: true })
    context.setDefaultTimeout(20_000)
    context.on('request', request => { if (!request.url().startsWith(url + '/') && !/^(data|blob|tel):/.test(request.url())) outside.push(request.url()) })
    context.on('response', response => { if (response.status() >= 500) broken.push(`${response.status()} ${response.url()}`) })
    context.on('console', line => { if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) broken.push(line.text()) })
    context.on('weberror', error => broken.push(String(error.error().stack ?? error.error())))
    return context
  }

  return { browser, device, outside, broken, close: () => browser.close() }
}
