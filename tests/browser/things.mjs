// What came with a message, and what hangs on the wall: a voice that is heard, words that wait for a person, the menu, the codes, a link.
import assert from 'node:assert/strict'
import { desktop, phone } from './walk.mjs'

export async function things({ walk, device, url }) {
  const say = message => fetch(url + '/sandbox/wechat/say', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ openid: 'things-1', ...message }) })
  const page = await (await device(desktop)).newPage()
  let link = ''
  await walk.chapter('What a resident sent is heard, looked at, and shown on', async () => {
    await walk.step(page, 'A voice of WeChat plays in the console', async () => {
      await say({ type: 'voice' })
      await say({ type: 'text', content: '机械厂俱乐部门口的路灯不亮了' })
      await page.goto(url + '/console/')
      await page.locator('.demo-street').click()
      await page.locator('.nav-cases').click()
      await page.locator('tr', { hasText: '语音' }).first().click()
      const audio = page.locator('.case-drawer audio')
      for (let tries = 0; tries < 120 && !await audio.count(); tries++) { // the copy takes a moment
        await page.waitForTimeout(500)
        await page.reload()
        await page.locator('.case-drawer .case-number').waitFor()
      }
      await audio.evaluate(heard => new Promise((resolve, reject) => { heard.muted = true; heard.ontimeupdate = () => heard.currentTime > 0 && resolve(); heard.onerror = () => reject(new Error('not heard')); heard.play().catch(reject) }))
    })
    await walk.step(page, 'A link shows how far the case is', async () => {
      await page.locator('.btn-make-link').click()
      link = (await page.locator('.progress-link .url').last().textContent()).trim()
      assert.match(link, /\/m\/#\/pages\/link\/link\?t=[\w-]{43}$/)
    })
    await walk.step(page, 'What WeChat could not check waits for a person, who lets it be seen', async () => {
      await page.goto(url + '/console/#/cases/reviews')
      const rows = page.locator('.btn-show')
      await rows.first().waitFor()
      const before = await rows.count()
      await rows.first().click()
      await page.waitForFunction(count => document.querySelectorAll('.btn-show').length < count, before)
    })
  })
  await walk.chapter('The menu and the codes', async () => {
    await walk.step(page, 'What differs from the live menu is named, and it is made', async () => {
      await page.goto(url + '/console/#/settings/menu')
      await page.locator('.differences li', { hasText: '报事 › 报修和反映' }).waitFor()
      await page.locator('.btn-apply-menu').click()
      await page.locator('.el-message-box__btns .el-button--primary').click()
      await page.locator('.same').waitFor()
    })
    await walk.step(page, 'The codes of a community are made', async () => {
      await page.goto(url + '/console/#/settings/codes')
      await page.locator('.btn-make-codes').click()
      await page.locator('.link-sheet').waitFor()
      await page.locator('td', { hasText: '做好了' }).first().waitFor()
    })
    await walk.step(page, 'They are printed, one page each', async () => {
      await page.goto(url + await page.locator('.link-sheet').getAttribute('href'))
      assert.ok(await page.locator('section svg').count() > 10)
    })
  })
  await page.context().close()
  const stranger = await (await device(phone, true)).newPage()
  await walk.chapter('Whoever holds the link', async () => {
    await walk.step(stranger, 'It opens without signing in', async () => {
      await stranger.goto(link.replace(/^.*\/m\//, url + '/m/'))
      await stranger.locator('.h1', { hasText: '待受理' }).waitFor()
    })
    await walk.step(stranger, 'A made-up one opens nothing', async () => {
      await stranger.goto(url + '/m/#/pages/link/link?t=' + 'A'.repeat(43))
      await stranger.locator('.said', { hasText: '链接过期了' }).waitFor()
    })
  })
  await stranger.context().close()
}
