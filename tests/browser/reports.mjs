// 报表 and 统计表: a report goes its way from the clerk to the street, and a count opens its people.
import assert from 'node:assert/strict'
import { staffPage } from './dictionary.mjs'

export async function reports(world) {
  const { walk, url } = world
  const go = async (page, path) => { await page.goto(`${url}/console/#${path}`); await page.locator('.room-head, .no-print').first().waitFor() }
  const due = (page, table) => page.locator(`.due[data-table=${table}]`).first()
  const fits = async page => {
    await page.setViewportSize({ width: 390, height: 844 })
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 390), 'wider than a phone')
    await page.setViewportSize({ width: 1280, height: 800 })
  }
  await walk.chapter('A report and its life', async () => {
    const clerk = await staffPage(world, 'line', 'tables')
    let step = (name, act) => walk.step(clerk, name, act)
    await step('The clerk sees what is due when', async () => {
      await clerk.locator('.to-reports').click()
      await due(clerk, 'T01').waitFor()
      await fits(clerk)
    })
    await step('A zero report is one tap, and asks again where there are people', async () => {
      await due(clerk, 'T09').locator('.btn-zero').click()
      await clerk.locator('.btn-sure-zero').click()
      await due(clerk, 'T09').locator('.state', { hasText: '没开始' }).waitFor()
      await clerk.locator('.show-all').click()
      await clerk.locator('.due[data-table=T09] .state', { hasText: '零报告' }).waitFor()
    })
    await step('A report is begun and sent to be checked', async () => {
      await due(clerk, 'T01').locator('.btn-begin').click()
      await clerk.locator('.lines tr[data-id], .lines tbody tr').first().waitFor()
      assert.match(await clerk.locator('.lines').innerText(), /\*{4}/)
      await clerk.locator('.btn-step-send').click()
      await clerk.locator('.report-state', { hasText: '社区审核' }).waitFor()
      assert.equal(await clerk.locator('.btn-step-pass').count(), 0)
      await fits(clerk)
    })
    const report = clerk.url().split('#')[1]
    const secretary = await staffPage(world, 'community', 'tables')
    await walk.step(secretary, 'The secretary passes it, and the page to stamp is there', async () => {
      await go(secretary, report)
      await secretary.locator('.btn-step-pass').click()
      await secretary.locator('.report-state', { hasText: '待盖章' }).waitFor()
      await secretary.locator('.to-stamp').click()
      await secretary.locator('.paper h1', { hasText: '高龄津贴' }).waitFor()
      await fits(secretary)
    })
    await step('Handed in, it can be taken away and compared with today', async () => {
      await clerk.reload()
      await clerk.locator('.btn-step-submit').click()
      await clerk.locator('.report-state', { hasText: '已上报' }).waitFor()
      const [file] = await Promise.all([clerk.waitForEvent('download'), clerk.locator('.btn-report-file').click()])
      assert.match(file.suggestedFilename(), /2026-12\.xlsx$/)
      await clerk.locator('.btn-since').click()
      await clerk.locator('.since-total').waitFor()
    })
    const street = await staffPage(world, 'street', 'tables')
    await walk.step(street, 'The street sees who is late and returns one with a reason', async () => {
      await go(street, '/tables/reports')
      await street.locator('.tasks tr[data-place]').first().waitFor()
      assert.equal(await street.locator('.tasks tr[data-place]').count(), 4)
      await fits(street)
      await go(street, report)
      await street.locator('.btn-step-return').click()
      await street.locator('.el-message-box input').fill('请补开户行')
      await street.locator('.btn-confirm-step').click()
      await street.locator('.report-state', { hasText: '退回修改' }).waitFor()
      await street.locator('.steps li', { hasText: '请补开户行' }).waitFor()
    })
    await step("A department's own form that is filled goes the same way", async () => {
      const filled = { name: '摸底表.csv', mimeType: 'text/csv', buffer: Buffer.from('序号,姓名,性别\n1,王小明,男\n') }
      await go(clerk, '/tables/forms')
      await clerk.locator('input[type=file]').first().setInputFiles(filled)
      await clerk.locator('.btn-hand-in').waitFor()
      await fits(clerk)
      await clerk.locator('.input-filled').setInputFiles(filled)
      await clerk.locator('.report-state', { hasText: '草稿' }).waitFor()
      await clerk.locator('.lines td', { hasText: '王小明' }).waitFor()
      await clerk.locator('.btn-step-send').click()
      await clerk.locator('.report-state', { hasText: '社区审核' }).waitFor()
    })
    for (const page of [clerk, secretary, street]) await page.context().close()
  })
  await walk.chapter('Counts', async () => {
    const page = await staffPage(world, 'street', 'tables')
    const step = (name, act) => walk.step(page, name, act)
    await step('The table of counts has sub-totals by community and grid', async () => {
      await page.locator('.to-statistics').click()
      await page.locator('.counts tr.sum').first().waitFor()
      assert.ok(await page.locator('.counts tr.sum').count() >= 5)
      await fits(page)
    })
    await step('A count opens the people who made it and the rule', async () => {
      await page.locator('.counts tr.sum').nth(1).locator('.cell').first().click()
      await page.locator('.cell-drawer .rule').waitFor()
      await page.locator('.cell-drawer .lines tr[data-id]').first().waitFor()
    })
    await page.context().close()
  })
}
