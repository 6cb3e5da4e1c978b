// 应享未享, 领取待核 and 发放明细: from the sum of money missed to one person's months.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { desktop } from './walk.mjs'

const number = text => Number(text.replace(/[^\d.]/g, ''))
const isWorkbook = async file => assert.equal((await readFile(await file.path())).toString('latin1', 0, 2), 'PK')

export async function needs({ walk, device, url }) {
  const page = await (await device(desktop)).newPage()
  const step = (name, act) => walk.step(page, name, act)
  await walk.chapter('20 Who should have it and has it not', async () => {
    await step('The street sees how much money is missed, by community, with bars', async () => {
      await signIn(page, url, 'street')
      await page.locator('.nav-scenarios').click()
      await page.locator('.link-needs').click()
      await page.locator('.by-division .plot svg').waitFor()
      const all = number(await page.locator('.needs-total strong').first().innerText())
      const each = await page.locator('.by-division [data-label="人数"]').allInnerTexts()
      assert.ok(all > 0)
      assert.equal(each.reduce((sum, text) => sum + number(text), 0), all)
    })
    await step('A community opens its grids', async () => {
      await page.locator('.by-division tbody tr').first().click()
      await page.locator('.btn-above').waitFor()
      await page.locator('.by-division', { hasText: '网格' }).waitFor()
    })
    await step('A benefit opens its people: what is missed, how late, and why', async () => {
      await page.locator('.by-scenario tr[data-id=allowance80]').click()
      const row = page.locator('.need-list tr[data-id]').first()
      await row.waitFor()
      assert.match(await row.innerText(), /每月 \d+ 元/)
      assert.match(await row.innerText(), /年满80周岁/)
      await page.locator('.need-list').scrollIntoViewIfNeeded()
    })
    await step('The list is taken away as a workbook', async () => {
      const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.btn-needs-file').click()])
      assert.match(file.suggestedFilename(), /应享未享名单.*\.xlsx$/)
      await isWorkbook(file)
    })
    await step('One person is checked month by month', async () => {
      await page.locator('.need-list .link-schedule').first().click()
      await page.locator('.schedule tr[data-id]').first().waitFor()
      assert.match(await page.locator('.schedule').innerText(), /应发/)
      assert.doesNotMatch(await page.locator('.schedule').innerText(), /批准/)
      const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.btn-schedule-file').click()])
      await isWorkbook(file)
    })
    await step('Who receives and is perhaps no longer eligible stands in the mirror, and nobody is stopped', async () => {
      await page.goto(`${url}/console/#/scenarios/needs`)
      await page.getByRole('tab', { name: '领取待核' }).click()
      await page.locator('.by-mirror tr[data-id]').first().waitFor()
      assert.match(await page.locator('.el-tab-pane:visible').innerText(), /系统不停任何人的待遇/)
    })
    await step('Somebody in it is looked after by the grid worker, who is sent with one tap', async () => {
      await page.locator('.by-mirror tr[data-id]').first().click()
      await page.locator('.mirror-list tr[data-id] .btn-check').first().click()
      await page.locator('.mirror-list tr[data-id]', { hasText: '已派人核' }).first().waitFor()
      await page.locator('.mirror-list').scrollIntoViewIfNeeded()
    })
    await step('The list to plan stands beside them, also when nothing waits', async () => {
      await page.locator('.room-head a', { hasText: '智慧场景' }).click()
      await page.locator('.to-plan').click()
      await page.locator('.total', { hasText: /次待安排|都安排好了/ }).waitFor()
    })
  })
}

async function signIn(page, url, user) {
  await page.goto(url + '/console/')
  await page.locator('.demo-' + user).click()
  await page.locator('.house .place').waitFor()
}
