// 微信公众号: operators see how the accounts stand.
import assert from 'node:assert/strict'
import { staffPage } from './dictionary.mjs'

export async function account(world) {
  const { walk, url } = world
  const post = (path, body) => fetch(url + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  const say = (openid, content) => post('/sandbox/wechat/say', { openid, type: 'text', content })
  const shown = async (page, selector) => { await page.locator(selector).first().waitFor() }
  await walk.chapter('The health of the account', async () => {
    for (const words of ['你好', '进度', '找人']) await say('health-resident', words)
    await post('/sandbox/wechat/say', { openid: 'health-resident', type: 'image' })
    await fetch(`${url}/wechat/mp?signature=x&timestamp=1&nonce=2`, { method: 'POST', body: '<xml></xml>' })
    await say('health-resident', '楼道的灯坏了，晚上看不见路')
    await post('/sandbox/faults', { kind: 'error', action: '/message/template/send', code: '40164', message: 'invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist' })
    await say('health-two', '门口的井盖松了，车一过就响')
    await post('/sandbox/wechat/say', { openid: 'health-two', type: 'location', lat: 30.55, lon: 114.36 })
    const page = await staffPage(world, 'street', 'account')
    const step = (name, act) => walk.step(page, name, act)
    await step('What came in is counted by type, and what was refused by reason', async () => {
      await shown(page, '.types tr[data-id="mptext"]')
      await shown(page, '.refusals tr[data-id=bad_signature]')
      assert.ok(Number(await page.locator('.figure[data-key=in-time] strong').innerText()) >= 3)
    })
    await step('The token has an age and an end', async () => {
      await page.locator('[data-account=mp]', { hasText: '令牌是' }).waitFor()
    })
    await step('An account that WeChat refuses is said to be closed, with the address to allow', async () => {
      await page.locator('.breakers', { hasText: '203.0.113.7' }).waitFor()
      await shown(page, '.errors tr[data-id]')
    })
    await step('What was called, what waits and what went wrong is listed', async () => {
      await shown(page, '.calls tr[data-id]')
      await page.locator('.errors').scrollIntoViewIfNeeded()
    })
    await step('Mended, it is tried at once and opens', async () => {
      await page.locator('.btn-retry-account').click()
      await page.locator('.breakers').waitFor({ state: 'detached' })
    })
    await page.context().close()
  })
}
