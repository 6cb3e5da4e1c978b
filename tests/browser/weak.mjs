// Poor eyes, slow fingers and a bad network: taps that come twice, answers that are lost, pages opened again in the middle.
import assert from 'node:assert/strict'
import { back } from './mini.mjs'
import { choosePhotos, takePhotos } from './pictures.mjs'
import { phone } from './walk.mjs'

export async function weak(world) {
  const { walk, browser, device, url } = world
  const photos = await takePhotos(browser, 'clean', 'paper')
  const resident = await openPhone(device, url, 'resident-chen')
  const number = await slowFingers(walk, resident)
  const worker = await openPhone(device, url, 'staff-grid')
  await badNetwork(walk, worker, photos)
  await lastWord(walk, resident, number)
  await worker.context().close()
  await resident.context().close()
}

async function openPhone(device, url, openid) {
  const page = await (await device(phone, true)).newPage()
  const answer = await fetch(url + '/sandbox/wechat/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ openid }) })
  await page.goto(`${url}/m/?code=${(await answer.json()).code}&place=${encodeURIComponent('东园小区1栋')}&lat=30.55&lon=114.36`)
  return page
}

const see = (page, selector, text) => page.locator(selector + ':visible', text ? { hasText: text } : undefined).first()
const tap = (page, selector, text) => see(page, selector, text).tap()
const write = (page, selector, text) => page.locator(`${selector}:visible`).locator('input, textarea').first().fill(text)
const written = (page, selector) => page.locator(`${selector}:visible`).locator('input, textarea').first().inputValue()

/** The next call of that kind arrives, but its answer does not: the phone cannot know. */
async function loseAnswer(page, address) {
  await page.route(address, async route => {
    await route.fetch()
    await route.abort('connectionreset')
  }, { times: 1 })
}

/** A thumb that trembles: two taps a fifth of a second apart, wherever the second one lands. */
async function tapTwice(page, selector) {
  const box = await see(page, selector).boundingBox()
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 30)]
  const first = page.touchscreen.tap(x, y) // the thumb does not wait for the page
  await new Promise(resolve => setTimeout(resolve, 200))
  await Promise.all([first, page.touchscreen.tap(x, y)])
}

/** Type below 17 px, and things to tap below 44 px. */
const tooSmall = page => page.evaluate(() => [...document.querySelectorAll('.page *')].flatMap(element => {
  const { width, height } = element.getBoundingClientRect()
  if (!width || !height) return []
  const words = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
  const type = parseFloat(getComputedStyle(element).fontSize)
  const tapped = /(^| )(btn|chip|tab|field|photo-remove|bar-back)( |-|$)/.test(element.className)
  return [...words && type < 17 ? [`${type}px ${element.textContent}`] : [], ...tapped && Math.min(width, height) < 44 ? [`${width}x${height} ${element.className}`] : []]
}))

async function slowFingers(walk, page) {
  const step = (name, act) => walk.step(page, name, act)
  let number = ''
  await page.waitForFunction(() => localStorage.getItem('token'))
  await walk.chapter('2 A resident with poor eyes and slow fingers', async () => {
    await step('Where the program itself does not arrive, the page says so and tries again', async () => {
      const address = page.url()
      await page.route('**/assets/*.js', route => route.abort('connectionreset'), { times: 1 })
      await page.goto('about:blank')
      await page.goto(address)
      await tap(page, '#opening', '点这里再试一次')
      await see(page, '.btn-report').waitFor()
    })
    await step('Nothing to read is small and nothing to tap is narrow', async () => {
      await see(page, '.btn-report').waitFor()
      assert.deepEqual(await tooSmall(page), [])
    })
    await step('A door tapped twice opens once', async () => {
      await tapTwice(page, '.btn-services')
      await see(page, '.service').waitFor()
      assert.deepEqual(await tooSmall(page), [])
      await tap(page, '.btn-back')
      await see(page, '.btn-report').waitFor()
    })
    await step('A misspelt service is found, and what is not found can be asked', async () => {
      await tap(page, '.btn-services')
      await write(page, '.field-search', '高令津贴')
      await see(page, '.service', '高龄津贴').waitFor()
      await write(page, '.field-search', '假牙')
      await see(page, '.empty').waitFor()
      await tap(page, '.btn-ask')
      await see(page, '.kind-consultation.on').waitFor()
      await back(page, '.btn-report')
    })
    await step('A photo that is none is not left out in silence', async () => {
      await tap(page, '.btn-report')
      await write(page, '.field-content', '路灯不亮')
      await choosePhotos(page, see(page, '.btn-photo'), [{ name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no photo') }])
      await see(page, '.photo-refused').waitFor()
      await tap(page, '.btn-submit')
      await see(page, '.said', '先去掉它').waitFor()
      await tap(page, '.btn-photo-remove')
      await see(page, '.said').waitFor({ state: 'detached' })
      await back(page, '.btn-services')
    })
    await step('A report that waits for the network does not pull her out of the next page', async () => {
      await tap(page, '.btn-report')
      await write(page, '.field-content', '垃圾房门口有垃圾散落')
      await tap(page, '.btn-locate')
      await see(page, '.located').waitFor()
      await page.context().setOffline(true)
      await tap(page, '.btn-submit')
      await see(page, '.said.wait', '没信号').waitFor()
      await tap(page, '.btn-back')
      await see(page, '.unsent').waitFor()
      const arrived = page.waitForResponse(answer => answer.url().endsWith('/api/mini/cases') && answer.request().method() === 'POST')
      await page.context().setOffline(false)
      await tap(page, '.btn-services')
      await arrived
      await see(page, '.service').waitFor()
      await page.waitForFunction(() => !JSON.parse(localStorage.getItem('outbox') ?? '{"data":[]}').data.length)
      assert.ok(await see(page, '.service').isVisible())
    })
    await step('It is among her cases, once', async () => {
      await back(page, '.btn-cases')
      await tap(page, '.btn-cases')
      await see(page, '.case').waitFor()
      assert.equal(await page.locator('.case:visible').count(), 1)
      number = (await see(page, '.case .soft', /^\s*TS\d{10}\s*$/).innerText()).trim()
    })
    await step('Words being added are there after the page is opened again', async () => {
      await tap(page, `.case-${number}`)
      await tap(page, '.btn-add-words')
      await write(page, '.field-words', '苍蝇也多')
      await page.waitForFunction(() => Object.values(localStorage).some(kept => kept.includes('苍蝇也多')))
      await page.reload()
      await see(page, '.btn-submit-words').waitFor()
      assert.equal(await written(page, '.field-words'), '苍蝇也多')
    })
    await step('They are sent once although the answer is lost', async () => {
      await loseAnswer(page, '**/words')
      await tap(page, '.btn-submit-words')
      await see(page, '.case-progress .step', '苍蝇也多').waitFor()
      assert.equal(await page.locator('.case-progress .step:visible', { hasText: '苍蝇也多' }).count(), 1)
    })
  })
  return number
}

async function badNetwork(walk, page, [clean, paper]) {
  const step = (name, act) => walk.step(page, name, act)
  const context = page.context()
  await walk.chapter('3 A grid worker on a bad network', async () => {
    await step('A page that takes long says so', async () => {
      await see(page, '.todo', '垃圾散落').waitFor()
      let answer
      const answered = new Promise(resolve => { answer = resolve })
      await page.route('**/api/mini/todos/*', async route => { await answered; await route.continue() }, { times: 1 })
      await tap(page, '.todo', '垃圾散落')
      await see(page, '.waiting').waitFor()
      answer()
      await see(page, '.btn-accept').waitFor()
    })
    await step('A trembling thumb accepts, and notes no contact by it', async () => {
      await tapTwice(page, '.btn-accept')
      await see(page, '.todo-state', '已受理').waitFor()
      await page.waitForTimeout(500)
      assert.ok(await see(page, '.btn-contact').isVisible())
    })
    await step('The result being written, with its photo, is there after the page is opened again', async () => {
      await tap(page, '.btn-close')
      await write(page, '.field-words', '垃圾清走了')
      await choosePhotos(page, see(page, '.btn-photo'), [clean])
      await see(page, '.photo-sent').waitFor()
      await page.waitForFunction(() => Object.values(localStorage).some(kept => kept.includes('垃圾清走了')))
      await page.reload()
      await see(page, '.btn-confirm').waitFor()
      assert.equal(await written(page, '.field-words'), '垃圾清走了')
      await see(page, '.photo-sent').waitFor()
    })
    await step('Closed without a signal, it waits on the phone and the worker goes on', async () => {
      await context.setOffline(true)
      await tap(page, '.btn-confirm')
      await see(page, '.said.wait', '没信号').waitFor()
      await tap(page, '.btn-back')
      await see(page, '.unsent').waitFor()
    })
    await step('With the signal back it is closed by itself, once, although the answer is lost', async () => {
      await loseAnswer(page, '**/close')
      await context.setOffline(false)
      await page.locator('.unsent:visible').waitFor({ state: 'detached' })
      await tap(page, '.list-done')
      await tap(page, '.todo', '垃圾散落')
      await see(page, '.case-result', '垃圾清走了').waitFor()
      assert.equal(await page.locator('.step:visible', { hasText: '办结' }).count(), 1)
    })
    await step('Without a signal nobody else stands below the words searched for', async () => {
      await back(page, '.tab-find')
      await tap(page, '.tab-find')
      await write(page, '.field-find', 'lgy')
      await see(page, '.person', '刘桂英').waitFor()
      await context.setOffline(true)
      await write(page, '.field-find', '程长根')
      await see(page, '.said').waitFor()
      assert.equal(await page.locator('.person:visible').count(), 0)
      await context.setOffline(false)
    })
    await step('A card that did not go up is sent again without another photo, and a second tap on its kind clears nothing', async () => {
      await tap(page, '.tab-me')
      await tap(page, '.btn-card')
      await page.route('**/cards/read*', route => route.abort('connectionreset'), { times: 1 })
      await choosePhotos(page, see(page, '.btn-shoot'), [paper])
      await see(page, '.card-trouble').waitFor()
      const asked = page.waitForRequest('**/cards/read*')
      await tap(page, '.btn-read-again')
      await asked
    })
  })
}

async function lastWord(walk, page, number) {
  await walk.chapter('2 Her last word', async () => {
    await walk.step(page, 'A trembling thumb says 解决了 and rates nothing by it', async () => {
      await back(page, '.btn-cases')
      await tap(page, '.btn-cases')
      await tap(page, `.case-${number}`)
      await see(page, '.btn-solved').waitFor()
      await tapTwice(page, '.btn-solved')
      await see(page, '.rate-1').waitFor()
      await page.waitForTimeout(500)
      assert.ok(await see(page, '.rate-1').isVisible())
      assert.equal(await page.locator('.case-rating:visible').count(), 0)
      assert.equal(await page.locator('.said:not(.good):visible').count(), 0)
    })
  })
}
