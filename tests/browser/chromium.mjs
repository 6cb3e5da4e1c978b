// Debian's Chromium behind a proxy that refuses and writes down every request that leaves this host.
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { chromium } from 'playwright-core'

const program = '/usr/bin/chromium'
export const installed = () => existsSync(program)

export async function openChromium(url) {
  const outside = [], broken = []
  const proxy = createServer((request, answer) => { outside.push(request.url); answer.writeHead(403).end() })
  proxy.on('connect', (request, socket) => { outside.push(request.url); socket.end('HTTP/1.1 403 Forbidden\r\n\r\n') })
  await new Promise(resolve => proxy.listen(0, '127.0.0.1', resolve))
  const browser = await chromium.launch({
    executablePath: program,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', `--proxy-server=127.0.0.1:${proxy.address().port}`],
  })

  /** A person's own device. What its pages ask for and what goes wrong on them is written down. */
  async function device(viewport, touch = false) {
    const context = await browser.newContext({ viewport, hasTouch: touch, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', acceptDownloads: true })
    context.setDefaultTimeout(20_000)
    context.on('request', request => { if (!request.url().startsWith(url + '/') && !/^(data|blob):/.test(request.url())) outside.push(request.url()) })
    context.on('response', response => { if (response.status() >= 500) broken.push(`${response.status()} ${response.url()}`) })
    context.on('weberror', error => broken.push(String(error.error().stack ?? error.error())))
    return context
  }

  const close = async () => { await browser.close(); proxy.closeAllConnections(); proxy.close() }
  return { browser, device, outside, broken, close }
}
