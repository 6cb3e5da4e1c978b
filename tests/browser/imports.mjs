// 批量导入: a list of people is dropped, its columns are said, it is tried, brought in and taken back.
import assert from 'node:assert/strict'
import { staffPage } from './dictionary.mjs'

// Nobody's numbers: made for this walk, their check digits right.
const list = `东园社区楼栋人员名册
姓名,公民身份号码,住址,代码甲
买买提·艾力,42019919460305101X,东园小区3栋2单元501,常年在外
王小明,420199201006010014,东园小区3栋2单元501,
错号的人,420199201006010011,,
`.replace('42019919460305101X', number('42019919460305101')).replace('420199201006010014', number('42019920100601001'))

function number(digits) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  return digits + '10X98765432'[weights.reduce((sum, w, i) => sum + w * digits[i], 0) % 11]
}

export async function imports(world) {
  const { walk } = world
  await walk.chapter('Importing people', async () => {
    const page = await staffPage(world, 'community', 'registry')
    const step = (name, act) => walk.step(page, name, act)
    const outcome = label => page.locator('.outcome div', { hasText: label }).locator('strong').innerText()
    await step('What is wrong with a file stays on the page', async () => {
      await page.locator('.to-import').click()
      await page.locator('.input-file').setInputFiles({ name: '空表.csv', mimeType: 'text/csv', buffer: Buffer.from('姓名,身份证号\n') })
      await page.locator('.trouble', { hasText: '没有读到一行人' }).waitFor()
    })
    await step('A file of people is taken in and its columns are known', async () => {
      await page.locator('.input-file').setInputFiles({ name: '楼栋名册.csv', mimeType: 'text/csv', buffer: Buffer.from(list) })
      await page.locator('li[data-heading=公民身份号码]').waitFor()
      assert.match(await page.locator('li[data-heading=公民身份号码]').innerText(), /\*{4}/)
    })
    await step('Somebody says what an unknown column is', async () => {
      await page.locator('li[data-heading=代码甲] .pick-target').click()
      await page.locator('.el-select-dropdown__item:visible', { hasText: /^备注$/ }).click()
      await page.locator('li[data-heading=代码甲] .how', { hasText: '你说的' }).waitFor()
    })
    await step('A try says what would become of the rows', async () => {
      await page.locator('.btn-try').click()
      await page.locator('.outcome').waitFor()
      assert.equal(await outcome('退回'), '1')
      await page.locator('tr', { hasText: '校验位不对' }).waitFor()
    })
    await step('It is brought in, and the refused row can be taken away', async () => {
      await page.locator('.btn-run-import').click()
      await page.locator('.btn-undo').waitFor()
      assert.equal(await outcome('新增'), '2')
      const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.btn-refused').click()])
      assert.match(file.suggestedFilename(), /退回\.xlsx$/)
    })
    await step('On a phone the columns stand below each other', async () => {
      await page.setViewportSize({ width: 390, height: 844 })
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 390))
    })
    await step('It is taken back', async () => {
      await page.locator('.btn-undo').click()
      await page.locator('.btn-confirm-undo').click()
      await page.locator('.state', { hasText: '已撤销' }).waitFor()
    })
    await page.context().close()
  })
}
