// 拍证件: at the door on the phone, and at the counter in the console. The cards are the tests' drawn ones; the sandbox says what is on them.
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { desktop, phone } from './walk.mjs'

const photo = name => fileURLToPath(new URL(`../OneTable.Tests/Cards/${name}.png`, import.meta.url))

export async function cards({ walk, device, url }) {
  const lay = card => fetch(url + '/sandbox/wechat/card', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(card) })
  const page = await (await device(phone, true)).newPage()
  const see = selector => page.locator(selector + ':visible').first()
  await walk.chapter('A card at the door', async () => {
    await walk.step(page, 'The worker opens the page for cards', async () => {
      const answer = await fetch(url + '/sandbox/wechat/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"openid":"staff-grid"}' })
      await page.goto(`${url}/m/?code=${(await answer.json()).code}`)
      await see('.tab-me').tap()
      await see('.btn-card').tap()
      await see('.btn-shoot').waitFor()
    })
    await walk.step(page, 'A wrong check digit is marked', async () => {
      await lay({ type: 'Front', name: '程晓禾', id: '420199199203159980', addr: '湖北省示范区东园街道教师新村1栋1单元302', gender: '女', nationality: '汉' })
      await take(page, see('.btn-shoot'), 'identity')
      await page.locator('.why', { hasText: '校验位不对' }).waitFor()
    })
    await walk.step(page, 'It is put right and recorded', async () => {
      await page.locator('.card-number input').fill('420199199203159983')
      await see('.btn-record').tap()
      await page.locator('.saved-name', { hasText: '程晓禾' }).waitFor()
      await lay({})
    })
  })
  await page.context().close()
  await counter(walk, device, url)
}

async function take(page, button, name) {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.click()])
  await chooser.setFiles(photo(name))
}

async function counter(walk, device, url) {
  const page = await (await device(desktop)).newPage()
  await walk.chapter('A card at the counter', async () => {
    await walk.step(page, 'A licence is read field by field', async () => {
      await page.goto(url + '/console/')
      await page.locator('.demo-community').click()
      await page.locator('.nav-cards').click()
      await page.locator('.kind-licence').click()
      await page.locator('.card-photo').setInputFiles(photo('licence'))
      await page.locator('[data-field=单位名称]').waitFor()
      assert.equal(await page.locator('input[data-field=统一社会信用代码]').inputValue(), '92420199MA4LTEXT0K')
    })
    await walk.step(page, 'It becomes an organisation of the grid of its address', async () => {
      await page.locator('.btn-record').click()
      await page.locator('.saved', { hasText: '东园社区 第一网格' }).waitFor()
    })
  })
  await page.context().close()
}
