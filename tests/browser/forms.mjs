// 自建表 and 事件: a clerk builds a form in minutes, a worker fills it in at the door, a typhoon comes out as one table.
import assert from 'node:assert/strict'
import { staffPage } from './dictionary.mjs'
import { choosePhotos, takePhotos } from './pictures.mjs'
import { choose, phone } from './walk.mjs'

const see = (page, selector, text) => page.locator(selector + ':visible', text ? { hasText: text } : undefined).first()
const tap = (page, selector, text) => see(page, selector, text).tap()

async function workerPage({ device, url }, user) {
  const page = await (await device(phone, true)).newPage()
  const answer = await fetch(url + '/sandbox/wechat/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ openid: 'staff-' + user }) })
  await page.goto(`${url}/m/?code=${(await answer.json()).code}&place=${encodeURIComponent('东园小区门口')}&lat=30.55&lon=114.36`)
  await see(page, '.tab-todos').waitFor()
  return page
}

const write = (page, label, text) => page.locator(`[data-question="${label}"]:visible input`).first().fill(text)

export async function forms(world) {
  const desk = await staffPage(world, 'community', 'tables/own')
  const worker = await workerPage(world, 'grid')
  await build(world.walk, desk)
  await fill(world.walk, worker)
  await results(world.walk, desk)
  await typhoon(world, desk, worker)
  await desk.context().close()
  await worker.context().close()
}

async function build(walk, page) {
  const step = (name, act) => walk.step(page, name, act)
  await walk.chapter('A clerk builds a form', async () => {
    await step('Whom it asks about is said in words', async () => {
      await page.locator('.btn-new-form').click()
      await page.locator('.box-title input').fill('独居老人取暖摸排')
      await page.locator('.box-words input').fill('80岁以上独居的')
      await page.locator('.box-photos').click()
      await page.locator('.box-place').click()
    })
    await step('A field of the dictionary and questions of its own, one asked only sometimes', async () => {
      await page.locator('.box-field').click()
      await page.locator('.box-field input').fill('联系电话')
      await page.locator('.el-select-dropdown__item:visible', { hasText: /^联系电话$/ }).click()
      await page.locator('.el-select-dropdown__item:visible').first().waitFor({ state: 'hidden' })
      await own(page, '取暖方式', '单选', '空调、煤炉、没有')
      await own(page, '装了报警器吗', '是或否')
      const last = page.locator('.question').last()
      await last.locator('.box-only').click()
      await choose(page, last.locator('.box-only-label'), '取暖方式')
      await last.locator('.box-only-value input').fill('煤炉')
      await page.locator('.question').nth(1).locator('.box-required').click()
      await page.locator('.phone .asked', { hasText: '装了报警器吗' }).waitFor()
    })
    await step('It is sent to the community with a last day', async () => {
      await page.locator('.btn-save-form').click()
      await page.locator('.btn-send-form').waitFor()
      await page.locator('.box-due input').fill('2026-12-05')
      await page.keyboard.press('Enter')
      await page.locator('.btn-send-form').click()
      await page.locator('.grid-summary', { hasText: '个网格' }).waitFor()
      await page.locator('[data-grid]').nth(1).waitFor() // the rows come after their sum
    })
  })
}

async function own(page, label, type, choices) {
  await page.locator('.btn-own-question').click()
  const last = page.locator('.question').last()
  await last.locator('.box-question input').fill(label)
  await choose(page, last.locator('.box-type'), type)
  if (choices) {
    await last.locator('.box-choices input').fill(choices)
    await page.keyboard.press('Tab')
  }
}

async function fill(walk, page) {
  const step = (name, act) => walk.step(page, name, act)
  await walk.chapter('A worker fills it in', async () => {
    await step('The form waits above the to-dos', async () => {
      await page.reload()
      await tap(page, '.btn-forms')
      await see(page, '.form-line', '独居老人取暖摸排').waitFor()
    })
    await step('It lists whom it asks about', async () => {
      await tap(page, '.form-line', '独居老人取暖摸排')
      await see(page, '.member').waitFor()
    })
    await step('What is known stands there; one answer brings the next question', async () => {
      await page.locator('.member:visible').nth(2).tap() // not where the line before was: that would be a trembling thumb
      await see(page, '[data-question="取暖方式"]').waitFor()
      assert.equal(await page.locator('[data-question="装了报警器吗"]:visible').count(), 0)
      await page.locator('[data-question="取暖方式"]:visible .chip', { hasText: '煤炉' }).tap()
      await see(page, '[data-question="装了报警器吗"]').waitFor()
    })
    await step('Without a signal the page comes back as it was left', async () => {
      await page.reload()
      await see(page, '[data-question="取暖方式"] .chip.on', '煤炉').waitFor()
      await page.locator('[data-question="装了报警器吗"]:visible .chip', { hasText: '否' }).tap()
    })
    await step('It waits for the network and is handed in by itself', async () => {
      await page.context().setOffline(true)
      await tap(page, '.btn-submit')
      await see(page, '.said.wait').waitFor()
      await page.context().setOffline(false)
      await see(page, '.member .tag.ask').waitFor()
    })
    await step('The largest type holds the form too', async () => {
      await page.locator('.page').evaluateAll(pages => pages.forEach(one => one.classList.add('size-3')))
      await page.locator('.member:visible').nth(2).tap()
      await see(page, '[data-question="取暖方式"]').waitFor()
      await page.locator('.page').evaluateAll(pages => pages.forEach(one => one.classList.add('size-3')))
    })
    await step('Back at the list', async () => {
      await tap(page, '.btn-back')
      await see(page, '.member').waitFor()
    })
  })
}

async function results(walk, page) {
  const step = (name, act) => walk.step(page, name, act)
  await walk.chapter('The answers come in live', async () => {
    await step('The row stands at the desk without a reload', async () => {
      await page.locator('.results td', { hasText: '煤炉' }).waitFor()
    })
    await step('It is taken away as a workbook', async () => {
      const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.btn-form-file').click()])
      assert.match(file.suggestedFilename(), /独居老人取暖摸排.*xlsx/)
    })
  })
}

async function typhoon(world, desk, worker) {
  const { walk, browser } = world
  const [photo] = await takePhotos(browser, 'lamp')
  await walk.chapter('A typhoon', async () => {
    await walk.step(desk, 'The community opens the event', async () => {
      await desk.goto(desk.url().replace(/#.*/, '#/tables/events'))
      await choose(desk, desk.locator('.box-kind'), '台风')
      await desk.locator('.box-name input').fill('台风海葵')
      await desk.locator('.btn-open-event').click()
      await desk.locator('.grid-summary').waitFor()
    })
    await walk.step(worker, 'A flooded spot with a photo and its place', async () => {
      await tap(worker, '.btn-back')
      await tap(worker, '.btn-forms')
      await see(worker, '.form-line', '积水点位').waitFor()
      await tap(worker, '.form-line', '积水点位')
      await tap(worker, '.btn-new')
      await worker.locator('.field-name:visible input').fill('东园小区门口')
      await write(worker, '积水深度厘米', '40')
      await tap(worker, '.btn-locate')
      await see(worker, '.located').waitFor()
      await choosePhotos(worker, see(worker, '.btn-photo'), [photo])
      await see(worker, '.photo-sent').waitFor()
    })
    await walk.step(worker, 'It is in the list of what was filled in', async () => {
      await tap(worker, '.btn-submit')
      await see(worker, '.filled', '东园小区门口').waitFor()
    })
    await walk.step(worker, 'Nothing to say about fields is one tap', async () => {
      await tap(worker, '.btn-back')
      await tap(worker, '.form-line', '农田受灾')
      await see(worker, '.btn-none').tap({ position: { x: 40, y: 20 } }) // not where the line before was: that would be a trembling thumb
      await see(worker, '.none-said').waitFor()
    })
    await walk.step(desk, 'One table, a wall of photos and a map come out live', async () => {
      await desk.locator('.merged td', { hasText: '东园小区门口' }).waitFor()
      await desk.locator('.wall img').waitFor()
      await desk.locator('.map .spot').waitFor()
    })
    await walk.step(desk, 'Afterwards the spot is a place of the registry', async () => {
      await desk.locator('.btn-close-event').click()
      await desk.locator('.el-message-box__btns .el-button--primary').click()
      await desk.locator('.points a', { hasText: '东园小区门口' }).click()
      await desk.locator('[data-field=积水深度厘米]', { hasText: '40' }).waitFor()
    })
  })
}
