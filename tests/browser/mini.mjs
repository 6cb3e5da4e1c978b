// Points 2 and 3 in the mini-program: a lost connection, an application, passing on, handing back, taking down.
import assert from 'node:assert/strict'
import { choosePhotos, takePhotos } from './pictures.mjs'
import { phone } from './walk.mjs'

const spot = 'place=' + encodeURIComponent('东园小区垃圾房') + '&lat=30.55&lon=114.36'

export async function miniProgram(world) {
  const { walk, browser, device, url } = world
  const photos = Object.fromEntries((await takePhotos(browser, 'lamp', 'stairs', 'paper', 'clean')).map(photo => [photo.name.split('.')[0], photo]))
  const resident = await openPhone(device, url, 'resident-liu')
  const number = await report(walk, resident, photos)
  await apply(walk, resident, photos)
  const worker = await openPhone(device, url, 'staff-grid')
  await passOn(walk, worker, resident, number, photos)
  await takeDown(walk, worker)
  await findHer(walk, worker)
  await worker.context().close()
  await resident.context().close()
}

/** The mini-program on a phone of its own, signed in by a login code as WeChat hands it out. */
export async function openPhone(device, url, openid) {
  const page = await (await device(phone, true)).newPage()
  const answer = await fetch(url + '/sandbox/wechat/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ openid }) })
  await page.goto(`${url}/m/?code=${(await answer.json()).code}&${spot}`)
  return page
}

const see = (page, selector, text) => page.locator(selector + ':visible', text ? { hasText: text } : undefined).first()
const tap = (page, selector, text) => see(page, selector, text).tap()
const write = (page, selector, text) => page.locator(`${selector}:visible`).locator('input, textarea').first().fill(text)

/** Page by page until it is there; a page that is just going is waited for. */
export async function back(page, selector) {
  while (!await see(page, selector).isVisible()) {
    const from = page.url()
    await tap(page, '.btn-back')
    await page.waitForFunction(url => location.href !== url, from)
    await page.evaluate(() => new Promise(shown => requestAnimationFrame(() => requestAnimationFrame(shown))))
  }
}

async function report(walk, page, photos) {
  const context = page.context(), stored = []
  let number = ''
  const step = (name, act) => walk.step(page, name, act)
  await walk.chapter('2 A resident reports in the mini-program while the connection is lost', async () => {
    await step('The login code signs the resident in', () => see(page, '.btn-report').waitFor())
    await step('The resident writes what is wrong and where', async () => {
      await tap(page, '.btn-report')
      await write(page, '.field-content', '3栋2单元楼道灯不亮，晚上看不见路')
      await tap(page, '.btn-locate')
      await see(page, '.located').waitFor()
    })
    let lost = false
    await step('The connection is lost while two photos go up', async () => {
      // The first photo arrives, but its answer does not: the hardest loss, because the phone cannot know.
      await page.route('**/api/mini/files', async route => {
        if (lost) return route.abort('internetdisconnected')
        stored.push(route.request().postData().match(/name="key"\r\n\r\n(\S+)/)[1])
        if (stored.length > 1) return route.continue()
        await route.fetch()
        lost = true
        await context.setOffline(true)
        await route.abort('internetdisconnected')
      })
      await choosePhotos(page, see(page, '.btn-photo'), [photos.lamp, photos.stairs])
      await page.locator('.photo-waiting').nth(1).waitFor()
    })
    await step('Handed in without a connection, it waits on the phone and says so', async () => {
      await tap(page, '.btn-submit')
      await see(page, '.said.wait', '没信号').waitFor()
    })
    await step('The connection returns and the case arrives with a number', async () => {
      lost = false
      await context.setOffline(false)
      await see(page, '.case-number').waitFor()
      number = (await see(page, '.case-number').innerText()).trim()
      assert.match(number, /^TS\d{10}$/)
    })
    await step('Each photo went up once and both are with the case', async () => {
      assert.equal(stored.length, 2)
      assert.equal(new Set(stored).size, 2)
      await page.locator('.photo-image:visible').nth(1).waitFor()
      assert.equal(await page.locator('.photo-image:visible').count(), 2)
    })
  })
  return number
}

async function apply(walk, page, photos) {
  const step = (name, act) => walk.step(page, name, act)
  await walk.chapter('2 A resident applies for the senior allowance', async () => {
    await step('The resident finds the senior allowance', async () => {
      await back(page, '.btn-services')
      await tap(page, '.btn-services')
      await write(page, '.field-search', '高龄津贴')
      await tap(page, '.service', '高龄津贴')
      await see(page, '.material').waitFor()
    })
    await step('Photos of the materials go up', async () => {
      await tap(page, '.btn-apply')
      const buttons = page.locator('.material .btn-photo:visible')
      for (let at = 0; at < await buttons.count(); at++) {
        await choosePhotos(page, buttons.nth(at), [photos.paper])
        await page.locator('.photo-sent:visible').nth(at).waitFor()
      }
      assert.ok(await page.locator('.photo-sent:visible').count() > 0)
      await write(page, '.field-name', '刘德顺')
    })
    await step('The application has a number', async () => {
      await tap(page, '.btn-submit')
      await see(page, '.case-number', /^\s*SQ\d{10}\s*$/).waitFor()
    })
    await step('My cases lists both with their states', async () => {
      await back(page, '.btn-cases')
      await tap(page, '.btn-cases')
      await page.locator('.case:visible').nth(1).waitFor()
      assert.equal(await page.locator('.case:visible .tag').count(), 2)
    })
  })
}

async function passOn(walk, page, resident, number, photos) {
  const step = (name, act) => walk.step(page, name, act)
  await walk.chapter('3 The worker passes a case on and closes it', async () => {
    await step('The worker lands on the to-dos and finds the case', async () => {
      await see(page, '.todo', '楼道灯').waitFor()
    })
    await step('The worker accepts and passes it on with a due time', async () => {
      await tap(page, '.todo', '楼道灯')
      await tap(page, '.btn-accept')
      await see(page, '.todo-state', '已受理').waitFor()
      await tap(page, '.btn-partner')
      await tap(page, '.due-1')
      await tap(page, '.btn-unit')
      await see(page, '.todo-state', '转办中').waitFor()
    })
    await walk.step(resident, 'The resident reads who has it and until when', async () => {
      await resident.locator(`.case-${number}`).tap()
      await see(resident, '.case-partner', /月.*日/).waitFor()
    })
    await step('The worker closes it with words and a photo', async () => {
      await tap(page, '.btn-close')
      await page.locator('textarea:visible').fill('灯泡换好了，晚上会亮。')
      await choosePhotos(page, see(page, '.btn-photo'), [photos.clean])
      await see(page, '.photo-sent').waitFor()
      await tap(page, '.btn-confirm')
      await see(page, '.todo-state', '等居民说').waitFor()
    })
    await walk.step(resident, 'The resident says 解决了 in the mini-program', async () => {
      await back(resident, `.case-${number}`)
      await tap(resident, `.case-${number}`, '解决了没有')
      await tap(resident, '.btn-solved')
      await see(resident, '.rate-1').waitFor()
    })
    await walk.step(resident, 'The resident rates it 满意', async () => {
      await tap(resident, '.rate-1')
      await see(resident, '.case-rating', '满意').waitFor()
    })
  })
}

async function findHer(walk, page) {
  const step = (name, act) => walk.step(page, name, act)
  await walk.chapter('5 At the door: the worker finds her and calls', async () => {
    await step('Three letters find her within a second', async () => {
      await back(page, '.tab-find')
      await tap(page, '.tab-find')
      await see(page, '.field-find').waitFor()
      const answered = page.waitForResponse(answer => answer.url().includes('/api/mini/people?'))
      await write(page, '.field-find', 'lgy')
      const begun = Date.now()
      await answered
      await see(page, '.person', '刘桂英').waitFor()
      assert.ok(Date.now() - begun < 2000, `${Date.now() - begun} ms`) // a quarter of a second of it waits for the next letter
      assert.match(await see(page, '.person', '刘桂英').innerText(), /首字母[^]*199\*{4}0080/)
    })
    await step('Her page shows what is known, masked, and who lives with her', async () => {
      await tap(page, '.person', '刘桂英')
      await see(page, '.person-name', '刘桂英').waitFor()
      await see(page, '.member').waitFor()
      assert.doesNotMatch(await see(page, '.page').innerText(), /\d{17}[\dX]|19900000080/)
    })
    await step('A tap calls her without showing the number', async () => {
      const answered = page.waitForResponse(answer => answer.url().endsWith('/call'))
      await tap(page, '.btn-call')
      assert.equal((await (await answered).json()).phone, '19900000080')
    })
  })
}

async function takeDown(walk, page) {
  const step = (name, act) => walk.step(page, name, act)
  let taps = 0, begun = 0, number = ''
  const counted = selector => { taps++; return tap(page, selector) }
  await walk.chapter("3 The worker takes down a caller's case and hands it back", async () => {
    await step("A caller's case is taken down in four taps and thirty seconds", async () => {
      await back(page, '.tab-take-down')
      begun = Date.now()
      await counted('.tab-take-down')
      await page.locator('.field-content textarea:focus').waitFor() // ready to type without a tap
      await page.keyboard.type('5栋门口下水道堵了，污水往外冒')
      await counted('.field-place')
      await page.keyboard.type('5栋1单元门口')
      await counted('.btn-submit')
      await see(page, '.said.good .case-number').waitFor()
      number = await see(page, '.said.good .case-number').innerText()
      assert.ok(taps <= 4, `${taps} taps`)
      assert.ok(Date.now() - begun < 30_000)
    })
    await step('It is among the to-dos', async () => {
      await tap(page, '.tab-todos')
      await tap(page, '.todo', '下水道')
      await see(page, '.case-number', number).waitFor()
      assert.equal(await see(page, '.todo-place').innerText(), '5栋1单元门口')
    })
    await step('The worker hands it back with a reason', async () => {
      await tap(page, '.btn-handback')
      await page.locator('textarea:visible').fill('5栋不在我的网格，是隔壁网格的。')
      await tap(page, '.btn-confirm')
      await see(page, '.todo-state', '已转给别人').waitFor()
    })
  })
}
