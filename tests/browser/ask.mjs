// 问一问: asked in words and by hand, on a desktop and on a phone.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { desktop, phone } from './walk.mjs'

const chips = page => page.locator('.ask-chip .text')
const number = async page => Number((await page.locator('.counted:not(.waiting) strong').innerText()).replace(/\D/g, ''))

export async function asking({ walk, device, url }) {
  const page = await (await device(desktop)).newPage()
  const step = (name, act) => walk.step(page, name, act)
  await walk.chapter('7 A question in words', async () => {
    await step('The secretary asks, and sees what was understood', async () => {
      await signIn(page, url, 'community')
      await page.locator('.nav-ask').click()
      await ask(page, '80岁以上独居且没领高龄津贴的，爱下棋')
      await page.locator('.ask-chip', { hasText: '享受待遇没有「高龄津贴」' }).waitFor()
      assert.equal(await chips(page).count(), 4)
      assert.match(await page.locator('.rest').innerText(), /没看懂：.*爱下棋/)
      assert.ok(await number(page) >= 0)
    })
    await step('陕西籍 offers both meanings, each with its number', async () => {
      await ask(page, '陕西籍')
      await page.locator('.ask-choice .option small').nth(1).waitFor()
      await page.locator('.ask-choice .option', { hasText: '首次登记地' }).click()
      await page.locator('.ask-chip', { hasText: '首次登记地是陕西省' }).waitFor()
    })
    await step('A condition is added by hand and the count follows', async () => {
      await ask(page, '60岁以上')
      const before = await number(page)
      await page.locator('.btn-add-leaf').click()
      await page.locator('.leaf-dialog input').first().fill('性别')
      await page.locator('.el-select-dropdown__item:visible', { hasText: '性别' }).first().click()
      await page.locator('.leaf-dialog .el-checkbox', { hasText: '女' }).first().click()
      await page.locator('.btn-leaf-done').click()
      await page.locator('.ask-chip', { hasText: '性别是女' }).waitFor()
      await page.waitForFunction(was => { const now = document.querySelector('.counted:not(.waiting) strong'); return now && Number(now.textContent.replace(/\D/g, '')) < was }, before)
    })
    await step('The result is a list that opens the person', async () => {
      await page.locator('.result tr[data-id]').first().waitFor()
      assert.doesNotMatch(await page.locator('.result').innerText(), /\d{17}[\dX]|1\d{10}/)
    })
    await step('The result by division adds up, with a plot', async () => {
      const all = await number(page)
      await page.getByRole('tab', { name: '按区划' }).click()
      await page.locator('.result .plot svg').waitFor()
      const each = await page.locator('.result [data-label="人数"]').allInnerTexts()
      assert.equal(each.reduce((sum, text) => sum + Number(text.replace(/\D/g, '')), 0), all)
    })
    await step('The result is a workbook with the ticked columns', async () => {
      await page.getByRole('tab', { name: '做成表' }).click()
      await page.locator('.table-name input').fill('女性老人')
      const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.btn-make-table').click()])
      assert.match(file.suggestedFilename(), /女性老人.*\.xlsx$/)
      assert.equal((await readFile(await file.path())).toString('latin1', 0, 2), 'PK')
    })
    await step('The question is kept and asked again', async () => {
      await page.locator('.btn-save').click()
      await page.locator('.save-name input').fill('女性老人')
      await page.locator('.btn-save-done').click()
      await page.locator('.kept', { hasText: '女性老人' }).waitFor()
      await ask(page, '低保户')
      await page.locator('.kept .link', { hasText: '女性老人' }).first().click()
      await page.locator('.ask-chip', { hasText: '性别是女' }).waitFor()
    })
    await step('A condition that was turned around stays so when it is changed', async () => {
      await ask(page, '60岁以上')
      await page.locator('.ask-chip', { hasText: '年满60周岁' }).locator('.turn').click()
      await page.locator('.ask-chip', { hasText: '不是年满60周岁' }).locator('.text').click()
      await page.locator('.leaf-value input').fill('70')
      await page.locator('.btn-leaf-done').click()
      await page.locator('.ask-chip', { hasText: '不是年满70周岁' }).waitFor()
    })
    await step('A family name is a question', async () => {
      await ask(page, '姓王的80岁以上')
      await page.locator('.ask-chip', { hasText: '姓王' }).waitFor()
      const names = await page.locator('.result tr[data-id] strong').allInnerTexts()
      assert.ok(names.length > 0 && names.every(each => each.startsWith('王')), names.join())
    })
    await step('A tag is made from words and counted', async () => {
      await page.getByRole('tab', { name: '标签' }).first().click()
      await page.locator('.btn-new-tag').click()
      await page.locator('.tag-label input, input.tag-label').first().fill('高龄独居女性')
      await page.locator('.tag-words textarea').fill('80岁以上独居的女性')
      await page.locator('.preview-count').waitFor()
      await page.locator('.btn-tag-done').click()
      await page.locator('[data-tag=高龄独居女性]').click()
      await page.locator('.tag-count').waitFor()
    })
    await page.context().close()
  })
  const hand = await (await device(phone, true)).newPage()
  await walk.chapter('7 The same on a phone', async () => {
    await walk.step(hand, 'A grid worker asks on a phone, in words of the street', async () => {
      await signIn(hand, url, 'grid')
      await hand.locator('.nav-toggle').click()
      await hand.locator('.nav-ask').click()
      await ask(hand, '三个月没走访的独居老人')
      await hand.locator('.result tr[data-id], .result .none').first().waitFor()
      assert.ok(await hand.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways')
    })
    await walk.step(hand, '重点人群 are kept out in kind words', async () => {
      await ask(hand, '社区矫正对象')
      assert.match(await hand.locator('.asked-note').innerText(), /重点人群不进自由查询/)
      assert.equal(await hand.locator('.counted').count(), 0, 'the number of the question before stands there as an answer')
    })
    await hand.context().close()
  })
}

async function signIn(page, url, user) {
  await page.goto(url + '/console/')
  await page.locator('.demo-' + user).click()
  await page.locator('.house .place').waitFor()
}

async function ask(page, words) {
  await page.locator('.ask-words input').fill(words)
  const found = !/矫正/.test(words)
  const answers = Promise.all(['read', ...(found ? ['count'] : [])].map(path => page.waitForResponse(each => each.url().endsWith('/questions/' + path))))
  await page.locator('.btn-ask').click()
  await answers
  if (found) await page.locator('.counted:not(.waiting)').waitFor()
}
