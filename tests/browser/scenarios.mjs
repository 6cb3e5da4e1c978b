// 智慧场景: one is read, a new one is written beside its golden cases, looked at and published; the next version changes it.
import assert from 'node:assert/strict'
import { staffPage } from './dictionary.mjs'

export async function scenarios(world) {
  const { walk } = world
  await walk.chapter('Scenarios are written, tried and published', async () => {
    const page = await staffPage(world, 'street', 'scenarios')
    const step = (name, act) => walk.step(page, name, act)
    const text = page.locator('.yaml-text')
    const rewrite = async (from, to) => text.fill((await text.inputValue()).replace(from, to))
    const tab = name => page.locator('.el-tabs__item', { hasText: name }).click()
    await step('Scenarios stand in groups with what they ask and what they led to', async () => {
      await page.locator('tr[data-id=allowance80] .sentence').waitFor()
      assert.equal(await page.locator('.broken').count(), 0)
    })
    await step('One of them says in sentences whom it finds, and by which law', async () => {
      await page.locator('tr[data-id=allowance80] .scenario-title').click()
      await page.locator('.two .card', { hasText: '京民养老发〔2019〕160号' }).first().waitFor()
    })
    await step('Its amounts stand by their time', async () => {
      await tab('金额')
      await page.locator('.amount-lines .bar').first().waitFor()
    })
    await step('Its golden cases are green', async () => {
      await tab('样例')
      await page.locator('.passed').first().waitFor()
      assert.equal(await page.locator('td .alarm').count(), 0)
    })
    await step('Two days of it are compared, with the people and why', async () => {
      await tab('试算对照')
      await page.locator('.compare-pane .sides').waitFor()
      const day = page.locator('.compare-pane .pick-day input').last()
      await day.fill('2028-12-01')
      await day.press('Enter')
      await page.locator('.compare-pane tr[data-id]').first().waitFor()
    })
    await step('A new one begins from a template', async () => {
      await page.locator('.room-head a').click()
      await page.locator('.btn-new-scenario').click()
      await page.locator('.pick-from').click()
      await page.locator('.el-select-dropdown__item:visible', { hasText: '按月发的津贴' }).click()
      await page.locator('.box-name input').fill('care_bed')
      await page.locator('.btn-make').click()
      await page.locator('.case.passed').first().waitFor()
    })
    await step('What is wrong is said at its line', async () => {
      await rewrite('新编号', 'CB1')
      await rewrite('新津贴（示例）', '家庭病床补贴（示例）')
      await rewrite('field: 年龄', 'field: 年纪数')
      await page.locator('.line-number.wrong').waitFor()
      await page.locator('.problems', { hasText: '字段「年纪数」不在字段表里' }).waitFor()
      assert.ok(await page.locator('.btn-publish').isDisabled())
    })
    await step('A golden case that fails is red and says why', async () => {
      await rewrite('field: 年纪数', 'field: 年龄')
      await rewrite('yuan: 100}', 'yuan: 120}')
      await page.locator('.case.failed', { hasText: '应为 120 元' }).waitFor()
    })
    await step('The form writes into the same text', async () => {
      await tab('表单')
      await page.locator('.form-case').first().locator('input[aria-label=应为多少元]').fill('100')
      await page.locator('.form-title').fill('家庭病床津贴（示例）')
      await page.locator('.form-title').press('Tab')
      await page.locator('.check-pane .good').waitFor()
    })
    await step('What the form wrote stands in the file', async () => {
      await tab('文件')
      await page.waitForFunction(() => document.querySelector('.yaml-text')?.value.includes('title: 家庭病床津贴（示例）\n'))
    })
    await step('Before it is published it says whom it adds and what a month costs', async () => {
      await page.locator('.btn-look').click()
      await page.locator('.said', { hasText: /新增 [\d,]+ 人，每月多 ¥[\d,]+/ }).waitFor()
      await page.locator('.compare-pane tr[data-id]').first().waitFor()
    })
    const publish = async () => {
      await page.locator('.btn-publish').click()
      await page.locator('.btn-confirm-publish').click()
      await page.locator('.btn-edit-scenario').waitFor()
    }
    await step('It is published', publish)
    await step('The next version asks for more, and says whom it drops', async () => {
      await page.locator('.btn-edit-scenario').click()
      await text.waitFor()
      await rewrite("value: 60}", "value: 70}")
      await page.locator('.btn-look').click()
      await page.locator('.said', { hasText: /减少 [\d,]+ 人，每月少 ¥[\d,]+/ }).waitFor()
    })
    await step('Both versions stay, and what differs is shown', async () => {
      await publish()
      await tab('版本')
      await page.locator('.diff-line.plus', { hasText: 'value: 70' }).waitFor()
      await page.locator('.diff-line.minus', { hasText: 'value: 60' }).waitFor()
    })
    await step('Switched off with a reason it finds nobody new', async () => {
      await page.locator('.btn-switch').click()
      await page.locator('.el-message-box input').fill('文件还没下来')
      await page.locator('.el-message-box .el-button--primary').click()
      await page.locator('p.card', { hasText: '停用：文件还没下来' }).waitFor()
      assert.ok(await page.locator('.btn-run-scenario').isDisabled())
    })
    await step('In the list it is grey', async () => {
      await page.locator('.room-head a').click()
      await page.locator('tr[data-id=care_bed] .scenario.off').waitFor()
    })
    await step('It is switched on again, and may be run', async () => {
      await page.locator('tr[data-id=care_bed] .scenario-title').click()
      await page.locator('.btn-switch', { hasText: '启用' }).click()
      await page.locator('.el-message-box input').fill('文件下来了')
      await page.locator('.el-message-box .el-button--primary').click()
      await page.locator('.btn-switch', { hasText: '停用' }).waitFor()
      assert.ok(await page.locator('.btn-run-scenario').isEnabled())
    })
    await page.context().close()
  })
  await weatherAlarm(world)
}

/** A scenario that waits for somebody: the street's duty officer starts it for a day, in own words. */
async function weatherAlarm(world) {
  const { walk } = world
  await walk.chapter('A weather alarm is started by hand', async () => {
    const page = await staffPage(world, 'community', 'scenarios')
    const step = (name, act) => walk.step(page, name, act)
    await step('Before it is started it shows whom it would ask after', async () => {
      await page.locator('[data-acts=weather] .btn-run-scenario', { hasText: '启动' }).click()
      await page.locator('.scenario-drawer .total').waitFor()
      await page.locator('.scenario-drawer tr[data-id]').first().waitFor()
      assert.ok(await page.locator('.scenario-drawer .btn-run-scenario').isDisabled(), 'started without words')
    })
    await step('It asks for one sentence, which residents will read', async () => {
      await page.locator('.call-words input').fill('很冷')
      await page.locator('.scenario-drawer .btn-run-scenario').click()
      await page.locator('.btn-confirm-run').waitFor()
    })
    await step('Then it says what came of it', async () => {
      await page.locator('.btn-confirm-run').click()
      await page.locator('.came-of', { hasText: /符合条件 [\d,]+ 人.*新增待办 \d+ 条/ }).waitFor()
      await page.locator('.scenario-drawer td', { hasText: '提醒过' }).first().waitFor()
    })
    await step('The list to plan says how many days the rest takes', async () => {
      await page.locator('.came-of a').click()
      await page.locator('.plan-workers tr[data-id]').first().waitFor()
    })
    await step('One worker\'s visits are put first, given to somebody else, or put aside', async () => {
      await page.locator('.plan-workers tr[data-id]').first().click()
      await page.locator('.plan-visits tr[data-id] .btn-first').first().click()
      await page.locator('.el-message', { hasText: '下一个就是它' }).waitFor()
      await page.locator('.plan-visits').scrollIntoViewIfNeeded()
    })
    await page.context().close()
  })
}
