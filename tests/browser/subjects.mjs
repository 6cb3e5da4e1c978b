// 基础库: a house, a firm and a place that floods are recorded, corrected and looked back at.
import assert from 'node:assert/strict'
import { staffPage } from './dictionary.mjs'

export async function subjects(world) {
  const { walk } = world
  await walk.chapter('Houses, firms and places', async () => {
    const page = await staffPage(world, 'community', 'registry')
    const step = (name, act) => walk.step(page, name, act)
    await step('A clerk records a place that floods', async () => {
      await page.locator('.el-tabs__item', { hasText: '车、犬和点位' }).click()
      await page.locator('.btn-new-place').click()
      await page.locator('[data-new=物的名称] input').fill('东园路口积水点')
      await page.locator('[data-new=物的网格] .el-select, [data-new=物的网格] input').first().click()
      await page.locator('.el-select-dropdown__item:visible, .el-cascader-node:visible, .el-tree-node__label:visible', { hasText: '第一网格' }).first().click()
    })
    await step('Its page asks what else is known', async () => {
      await page.locator('.btn-save-thing').click()
      await page.locator('h1', { hasText: '东园路口积水点' }).waitFor()
      await page.locator('.show-blank').click()
      await page.locator('[data-field=积水深度厘米] .btn-fill').click()
    })
    await step('A value is written and says who said it', async () => {
      await page.locator('.value-input .typed input').fill('35')
      await page.locator('.btn-save-value').click()
      await page.locator('.field-drawer .entries li').waitFor()
      await page.keyboard.press('Escape')
      assert.match(await page.locator('[data-field=积水深度厘米]').innerText(), /35[\s\S]*社区/)
    })
    await step('A house shows who lives there', async () => {
      await page.locator('.back').click()
      await page.locator('.el-tabs__item', { hasText: '房屋' }).click()
      await page.locator('.houses tr[data-id]').first().click()
      await page.locator('.belonging').waitFor()
    })
    await page.context().close()
  })
}
