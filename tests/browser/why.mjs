// Why: what scenarios say of one person, to the clerk, to the worker at the door without a signal, and to the resident.
import assert from 'node:assert/strict'
import { staffPage } from './dictionary.mjs'
import { phone } from './walk.mjs'

export async function why(world) {
  await clerk(world)
  await atTheDoor(world)
  await resident(world)
}

async function openPhone({ device, url }, openid) {
  const page = await (await device(phone, true)).newPage()
  const answer = await fetch(url + '/sandbox/wechat/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ openid }) })
  await page.goto(`${url}/m/?code=${(await answer.json()).code}`)
  return page
}

const see = (page, selector, text) => page.locator(selector + ':visible', text ? { hasText: text } : undefined).first()
const tap = (page, selector, text) => see(page, selector, text).tap()

async function clerk(world) {
  const { walk } = world
  await walk.chapter('Why, for a clerk', async () => {
    const page = await staffPage(world, 'community', 'find')
    const step = (name, act) => walk.step(page, name, act)
    await step('A person\'s page says what she may have', async () => {
      await page.locator('.search-box input, input.search-box').first().fill('刘桂英')
      await page.locator('.btn-search').click()
      await page.locator('tr[data-id]').first().click()
      await page.locator('.entitled [data-scenario=allowance80]').waitFor()
    })
    await step('One tap says why, with who said each value and when', async () => {
      await page.locator('.entitled [data-scenario=allowance80]').click()
      await page.locator('.why-drawer .condition').first().waitFor()
      assert.match(await page.locator('.why-drawer').innerText(), /京民养老发〔2019〕160号/)
      assert.match(await page.locator('.why-drawer .condition', { hasText: '年满80周岁' }).innerText(), /岁（\d{4}-\d\d-\d\d）/)
    })
    await step('What does not apply is one tap away', async () => {
      await page.keyboard.press('Escape')
      await page.locator('.btn-others').click()
      await page.locator('.others [data-scenario]').first().waitFor()
    })
    await page.context().close()
  })
}

async function atTheDoor(world) {
  const { walk } = world
  await walk.chapter('The few questions at a door', async () => {
    const page = await openPhone(world, 'staff-grid')
    const context = page.context()
    const step = (name, act) => walk.step(page, name, act)
    await step('A worker finds her and reads at most three questions', async () => {
      await tap(page, '.tab-find')
      await page.locator('.field-find:visible').locator('input').fill('刘桂英')
      await see(page, '.person', '刘桂英').waitFor()
      await tap(page, '.person', '刘桂英')
      await see(page, '.question').waitFor()
      assert.ok(await page.locator('.question:visible').count() <= 3)
      await see(page, '.question').scrollIntoViewIfNeeded()
    })
    await step('Without a signal the answer is kept on the phone', async () => {
      await context.setOffline(true)
      await see(page, '.question .chip, .question .btn-unknown').tap()
      await see(page, '.answered.kept').waitFor()
      await see(page, '.answered').scrollIntoViewIfNeeded()
    })
    await step('With the signal back it is handed in and what she may have is said anew', async () => {
      await context.setOffline(false)
      await see(page, '.answered:not(.kept)').waitFor()
      await see(page, '.matters').scrollIntoViewIfNeeded()
    })
    await step('A wrong tap is put right', async () => {
      await tap(page, '.btn-correct')
      await see(page, '.question .btn-unknown').tap()
      await see(page, '.answered', '不知道').waitFor()
    })
    await context.close()
  })
}

async function resident(world) {
  const { walk } = world
  await walk.chapter('What can I have', async () => {
    const page = await openPhone(world, 'resident-liu')
    const step = (name, act) => walk.step(page, name, act)
    await step('The first screen leads there', () => see(page, '.btn-chances').waitFor())
    await step('She reads in plain words what she may have', async () => {
      await tap(page, '.btn-chances')
      await see(page, '[data-chance=allowance80]').waitFor()
      const said = await page.locator('.page:visible').innerText()
      assert.match(said, /可能符合/)
      assert.doesNotMatch(said, /批准|一定能/)
      assert.match(said, /您今年79岁，够65岁了/)
      assert.match(await see(page, '[data-chance=allowance80]').innerText(), /到2026年12月10日就可能符合/)
    })
    await step('What does not fit now is folded', async () => {
      assert.equal(await page.locator('.chance.no:visible').count(), 0)
      await tap(page, '.btn-show-no')
      await see(page, '.chance.no').waitFor()
      await see(page, '.btn-show-no').scrollIntoViewIfNeeded()
    })
    const stranger = await openPhone(world, 'resident-nobody')
    await walk.step(stranger, 'Who is not known is told how to be, and reads no facts', async () => {
      await tap(stranger, '.btn-chances')
      await see(stranger, '.how-to-bind').waitFor()
      assert.equal(await stranger.locator('.chance').count(), 0)
    })
    await stranger.context().close()
    await page.context().close()
  })
}
