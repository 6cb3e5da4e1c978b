// 办理: an allowance from the door to the money, and 救助 with two at the door and 公示, on workers' phones, at the desks and on the resident's phone.
import assert from 'node:assert/strict'
import { staffPage } from './dictionary.mjs'
import { back, openPhone } from './mini.mjs'
import { choosePhotos, takePhotos } from './pictures.mjs'
import { phone } from './walk.mjs'

const name = '刘桂英'

export async function claims(world) {
  const photos = await takePhotos(world.browser, 'paper')
  await allowance(world, photos)
  await assistance(world, photos)
}

async function fits(page) {
  const own = page.viewportSize()
  await page.setViewportSize(phone)
  await page.waitForFunction(() => document.documentElement.scrollWidth <= 390).catch(() => assert.fail('wider than a phone')) // a plot takes a moment
  await page.setViewportSize(own)
}

const see = (page, selector, text) => page.locator(selector + ':visible', text ? { hasText: text } : undefined).first()

/** The secretary begins it on the person's page; the claim's number. */
async function begin(page, url, scenario, step) {
  await page.goto(`${url}/console/#/find`)
  await page.locator('.search-box input, input.search-box').first().fill(name)
  await page.locator('.btn-search').click()
  await page.locator('tr[data-id]').first().click()
  await page.locator(`.claims .matter[data-scenario=${scenario}] .btn-claim`).click()
  await page.locator('.claim-state', { hasText: step }).waitFor()
  await fits(page)
  return page.url().split('/').at(-1)
}

async function openClaim(page, todo) {
  await see(page, '.tab-todos').tap()
  await see(page, '.todo', todo).click()
  await see(page, '.btn-claim').click()
  await see(page, '.claim-state').waitFor()
}

async function sign(page, signer) {
  const sign = page.locator(`.sign[data-signer="${signer}"]:visible`)
  await sign.locator('.btn-sign').click()
  const canvas = sign.locator('.sign-canvas')
  await untilPainted(page, canvas, 'white')
  await canvas.scrollIntoViewIfNeeded()
  const box = await canvas.boundingBox()
  const cdp = await page.context().newCDPSession(page)
  const touch = (type, x, y) => cdp.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: box.x + x, y: box.y + y }] })
  await touch('touchStart', 40, 120)
  for (let at = 0; at <= 20; at++) await touch('touchMove', 40 + at * 12, 110 + 50 * Math.sin(at / 2))
  await touch('touchEnd')
  await untilPainted(page, canvas, 'ink')
}

/** White when it may be written on, ink when something stands there. */
const untilPainted = async (page, canvas, colour) => page.waitForFunction(([field, dark]) => {
  const glass = field.matches('canvas') ? field : field.querySelector('canvas')
  const { data } = glass.getContext('2d').getImageData(0, 0, glass.width, glass.height)
  return data.some((red, at) => at % 4 === 0 && data[at + 3] > 0 && red < 100 === dark)
}, [await canvas.elementHandle(), colour === 'ink'])

const signed = page => see(page, '.btn-signed').click()

async function handIn(page, pictures, said) {
  await page.locator('.photo-sent:visible').nth(pictures - 1).waitFor()
  await see(page, '.btn-submit').click()
  await see(page, '.said.good', said).waitFor()
}

/** What the resident reads of it now, on the own phone. */
async function reads(page, words) {
  await back(page, '.btn-cases')
  await see(page, '.btn-cases').tap()
  await see(page, '.btn-my-claims').tap()
  await see(page, '.own-words', words).waitFor()
}

async function allowance(world, photos) {
  const { walk, url, device } = world
  await walk.chapter('An allowance is claimed at the door, checked, approved and paid', async () => {
    const worker = await openPhone(device, url, 'staff-grid')
    const door = (name, act) => walk.step(worker, name, act)
    await door('Two answers at the door show what she may have', async () => {
      await see(worker, '.tab-find').tap()
      await worker.locator('.field-find:visible').locator('input').fill(name)
      await see(worker, '.person', name).tap()
      for (const [field, choice] of [['残疾等级', '一级'], ['残疾类别', '肢体']]) {
        await see(worker, `[data-question="${field}"] .chip`, choice).tap()
        await see(worker, `[data-question="${field}"] .answered:not(.kept)`).waitFor()
      }
      await see(worker, '.matter.eligible', '重度残疾人护理补贴').waitFor()
      await see(worker, '.matters').scrollIntoViewIfNeeded()
    })
    const secretary = await staffPage(world, 'community', 'claims')
    const desk = (name, act) => walk.step(secretary, name, act)
    let claim = ''
    await desk('The secretary begins it on her page', async () => { claim = await begin(secretary, url, 'disability_care', '上门核对') })
    await door('The grid worker has it on the list, and everything known stands in the form', async () => {
      await back(worker, '.tab-todos')
      await openClaim(worker, '重度残疾人护理补贴，上门核对')
      assert.ok((await worker.locator('[data-question="户籍地址"]:visible').count()) > 0)
    })
    await door('Without photo and signature it is not taken', async () => {
      await see(worker, '.btn-submit').click()
      await see(worker, '.said', '还差').waitFor()
    })
    let pictures = 0
    await door('The papers are photographed, and the elder signs with a finger', async () => {
      const buttons = worker.locator('[data-material]:visible + * .btn-photo')
      for (pictures = 0; pictures < await buttons.count(); pictures++) {
        await choosePhotos(worker, buttons.nth(pictures), photos)
        await worker.locator('.photo:visible').nth(pictures).waitFor()
      }
      await sign(worker, name)
    })
    await door('It is handed in and goes to the community', async () => {
      await signed(worker)
      await handIn(worker, pictures + 1, '交上了')
    })
    const resident = await openPhone(device, url, 'resident-liu')
    const home = (name, act) => walk.step(resident, name, act)
    await home('She reads on her phone how far it is, and never 批准', async () => {
      await reads(resident, /可能符合，正在办.*社区核对/)
      assert.doesNotMatch(await resident.locator('.own-claim:visible').first().innerText(), /批准/)
    })
    await desk('The checker sees form, photo, signature and reasons on one screen', async () => {
      await secretary.goto(`${url}/console/#/claims/${claim}`)
      await secretary.reload()
      await secretary.locator('.claim-state', { hasText: '社区核对' }).waitFor()
      await secretary.locator('.papers .photo.sign').waitFor()
      await secretary.locator('.verdict .held').first().waitFor()
      await fits(secretary)
    })
    await desk('A key passes it on', async () => {
      await secretary.keyboard.press('Alt+1')
      await secretary.locator('.said', { hasText: '办好了' }).waitFor()
    })
    const street = await staffPage(world, 'street', 'claims')
    const office = (name, act) => walk.step(street, name, act)
    await office('The street sees what waits at which step', async () => {
      await street.locator('.step-approve').click()
      await street.locator('tr[data-id]').first().waitFor()
      await fits(street)
    })
    await office('It approves, and the amount is said', async () => {
      await street.goto(`${url}/console/#/claims/${claim}`)
      await street.locator('.btn-verb-approve').click()
      await street.locator('.claim-state', { hasText: '列单发放' }).waitFor()
    })
    await home('Now she reads that it is approved', () => reads(resident, /已批准/))
    await office('The approved become a list in one tap', async () => {
      await street.locator('.to-lists').click()
      await street.locator('.btn-make-list').first().click()
      await street.locator('.btn-paid').first().waitFor()
      const [file] = await Promise.all([street.waitForEvent('download'), street.locator('.btn-list-file').click()])
      assert.match(file.suggestedFilename(), /发放名单_2026-12/)
      await fits(street)
    })
    await office('The department paid: said with one tap', async () => {
      await street.locator('.btn-paid').first().click()
      await street.locator('.outcome .good').first().waitFor()
    })
    await home('And that it is paid, from which month on', () => reads(resident, /已经发放，从\d{4}年\d+月起/))
    await office('The times of all steps stand in the plot', async () => {
      await street.goto(`${url}/console/#/claims`)
      await street.locator('.times svg').waitFor()
      assert.match(await street.locator('.figure[data-key=order]').innerText(), /分钟|小时/)
    })
    for (const page of [secretary, street, worker, resident]) await page.context().close()
  })
}

async function assistance(world, photos) {
  const { walk, url, device } = world
  await walk.chapter('救助 asks for two at the door, every adult\'s signature and 公示', async () => {
    const secretary = await staffPage(world, 'community', 'claims')
    const worker = await openPhone(device, url, 'staff-grid'), second = await openPhone(device, url, 'staff-grid2'), resident = await openPhone(device, url, 'resident-liu')
    const desk = (name, act) => walk.step(secretary, name, act)
    const door = (name, act) => walk.step(worker, name, act)
    let claim = '', code = ''
    await desk('The secretary begins it', async () => { claim = await begin(secretary, url, 'dibao', '两人入户') })
    await door('The worker sees that two must come, and the number for the second', async () => {
      await openClaim(worker, '两人入户')
      code = (await see(worker, '.door-code').innerText()).trim()
      assert.match(code, /^\d{6}$/)
    })
    await door('Every adult of the household signs', async () => {
      const buttons = worker.locator('[data-material]:visible + * .btn-photo')
      const papers = await buttons.count()
      for (let at = 0; at < papers; at++) {
        await choosePhotos(worker, buttons.nth(at), photos)
        await worker.locator('.photo:visible').nth(at).waitFor()
      }
      const adults = await worker.locator('.sign:visible').evaluateAll(all => all.map(one => one.dataset.signer))
      assert.ok(adults.includes(name) && adults.length > 1, `${adults}`)
      for (const adult of adults) {
        await sign(worker, adult)
        await signed(worker)
      }
      await handIn(worker, papers + adults.length, '等第二个人')
    })
    await walk.step(second, 'The second confirms on the own phone', async () => {
      await see(second, '.tab-me').tap()
      await see(second, '.btn-present').tap()
      await second.locator('.field-code:visible').locator('input').fill(code)
      await see(second, '.btn-confirm').tap()
      await see(second, '.said.good', '您在场').waitFor()
    })
    const check = async () => {
      await secretary.goto(`${url}/console/#/claims/${claim}`)
      await secretary.reload()
      await secretary.locator('.btn-verb-done').click()
      await secretary.locator('.claim-state', { hasText: '社区公示' }).waitFor()
    }
    await desk('Checked, it is posted in the community for seven days', async () => {
      await check()
      await secretary.locator('.acts-card', { hasText: '期满没有异议' }).waitFor()
    })
    await desk('The notice to hang up hides the name and the numbers', async () => {
      await secretary.locator('.to-letter').click()
      const paper = await secretary.locator('.paper').innerText()
      assert.match(paper, /刘\*\*/)
      assert.doesNotMatch(paper, /桂英|\d{15}/)
      await fits(secretary)
    })
    await walk.step(resident, 'She reads that neighbours may say something for seven days', () => reads(resident, /公示7天/))
    await desk('An objection sends it back to be checked again, without a name', async () => {
      await secretary.goto(`${url}/console/#/claims/${claim}`)
      await secretary.locator('.btn-verb-object').click()
      await secretary.locator('.el-message-box textarea').fill('有人说家里还有一套房')
      await secretary.locator('.btn-confirm-verb').click()
      await secretary.locator('.claim-state', { hasText: '社区核对' }).waitFor()
      await secretary.locator('.timeline', { hasText: '有人说家里还有一套房' }).waitFor()
    })
    await desk('Checked again, it is posted again', check)
    await walk.step(resident, 'She may change her mind herself', async () => {
      await see(resident, '.btn-withdraw').tap()
      await see(resident, '.btn-confirm', '真的不办了').tap()
      await see(resident, '.own-words', '您已撤回').waitFor()
    })
    for (const page of [secretary, worker, second, resident]) await page.context().close()
  })
}
