// 交回: a table is filled in elsewhere, dropped, its differences are shown and accepted.
import assert from 'node:assert/strict'
import { staffPage } from './dictionary.mjs'

export async function returns(world) {
  const { walk } = world
  await walk.chapter('A filled table comes back', async () => {
    const page = await staffPage(world, 'community', 'tables')
    const step = (name, act) => walk.step(page, name, act)
    const preview = await page.evaluate(async () => (await fetch('/api/console/people?size=2')).json())
    const [one, two] = preview.items.map(each => each.name)
    // Without numbers: whom they mean is asked, and a new one is recorded.
    const list = `本月走访登记表\n序号,姓名,性别,现住地址,联系电话,近期动态,谁去走访\n1,${one},,,138****1234,要配老花镜,李敏\n2,${two},,,,,\n3,钱新来,男,东园小区3栋2单元501,13871234567,刚搬来,李敏\n`
    const drop = name => page.locator('.input-return').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(list) })
    await step('What is no table is refused in a sentence', async () => {
      await page.locator('.to-returns').click()
      await page.locator('.input-return').setInputFiles({ name: '空.csv', mimeType: 'text/csv', buffer: Buffer.from('说明\n') })
      await page.locator('.el-message', { hasText: '没有找到表头' }).waitFor()
    })
    await step('A filled table is dropped and its rows are told apart', async () => {
      await drop('走访登记.csv')
      await page.locator('li[data-row="3"]').waitFor()
      assert.ok(await page.locator('.kind.unknown').count())
    })
    await step('Somebody says who it is, and what is new stands beside the blank', async () => {
      await page.locator('li[data-row="3"] .btn-same').click()
      await page.locator('li[data-row="3"] .cell[data-heading=近期动态]').waitFor()
      assert.equal(await page.locator('li[data-row="3"] .cell[data-heading=联系电话]').count(), 0) // masked: no value
    })
    await step('The row is accepted', async () => {
      await page.locator('li[data-row="3"] .btn-accept-row').click()
      await page.locator('li[data-row="3"] .accepted').first().waitFor()
      await page.locator('.done', { hasText: '收下了' }).waitFor()
    })
    await step('Whom nobody knows is recorded anew', async () => {
      await page.locator('li[data-row="5"] .btn-add').click()
      await page.locator('li[data-row="5"] .outcome', { hasText: '新登记了' }).waitFor()
    })
    await step('On a phone the differences stand below each other', async () => {
      await page.setViewportSize({ width: 390, height: 844 })
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 390))
    })
    await step('The same file again is said to have come before', async () => {
      await page.setViewportSize({ width: 1280, height: 800 })
      await page.locator('.room-head a').click()
      await drop('走访登记.csv')
      await page.locator('.before', { hasText: '已经由' }).waitFor()
    })
    await page.context().close()
  })
}
