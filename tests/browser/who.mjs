// Who a resident is and who acts for whom: a code by SMS, the worker at the door, a parent's yes, a page opened in the account. Big type.
import assert from 'node:assert/strict'
import { openPhone } from './mini.mjs'
import { desktop, phone } from './walk.mjs'

const see = (page, selector, text) => page.locator(selector + ':visible', text ? { hasText: text } : undefined).first()
const tap = (page, selector, text) => see(page, selector, text).tap()
const write = (page, selector, text) => page.locator(`${selector}:visible`).locator('input, textarea').first().fill(text)
const liu = { name: '刘桂英', phone: '19900000080' }

export async function who(world) {
  const { walk, device, url } = world
  const post = (path, body) => fetch(url + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  const texts = async number => (await (await fetch(`${url}/sandbox/sms/${number}`)).json()).map(sms => sms.text)
  await bindByDoor(walk, device, url)
  await actForParent(walk, device, url, post, texts)
  await openInAccount(walk, device, url, post)
  await takeAway(walk, device, url)
}

async function bindByDoor(walk, device, url) {
  const stranger = await openPhone(device, url, 'resident-zhang')
  const worker = await openPhone(device, url, 'staff-grid')
  const step = (page, name, act) => walk.step(page, name, act)
  await walk.chapter('Who is this: a code, or the worker at the door', async () => {
    await step(stranger, 'The first page asks who this is', async () => { await tap(stranger, '.btn-elder'); await see(stranger, '.btn-bind').waitFor() })
    await step(stranger, 'Two ways, and no identity number', async () => {
      await tap(stranger, '.btn-bind')
      await see(stranger, '.btn-send').waitFor()
      assert.ok(!(await stranger.content()).includes('身份证号'))
    })
    await step(stranger, 'A button that is still grey says what is missing', async () => {
      await tap(stranger, '.btn-send')
      await see(stranger, '.said', '请填您的姓名').waitFor()
    })
    await step(stranger, 'What was typed is never said to be known', async () => {
      await write(stranger, '.field-name', '没有这个人')
      await write(stranger, '.field-phone', '19700000009')
      await tap(stranger, '.btn-send')
      await see(stranger, '.code-said').waitFor()
    })
    await step(stranger, 'A wrong code is refused kindly', async () => {
      await write(stranger, '.field-code', '123456')
      await tap(stranger, '.btn-confirm')
      await see(stranger, '.code-trouble', '没对上').waitFor()
    })
    let code = ''
    await step(stranger, 'For the worker at the door a number is shown, large', async () => {
      await tap(stranger, '.btn-door')
      code = (await see(stranger, '.door-code').textContent()).replace(/\D/g, '')
      assert.equal(code.length, 6)
    })
    await step(worker, 'The worker finds the person and has seen the card', async () => {
      await see(worker, '.tab-find').tap()
      await write(worker, '.field-find', '丁玲')
      await see(worker, '.person', '丁玲').tap()
      await tap(worker, '.btn-bind-door')
      await write(worker, '.field-door-code', code)
      await tap(worker, '.saw-card')
      await see(worker, '.btn-bind-sure').scrollIntoViewIfNeeded()
    })
    await step(worker, 'She is bound although the answer is lost, and her page says how', async () => {
      await worker.route('**/bind', async route => { await route.fetch(); await route.abort('connectionreset') }, { times: 1 })
      await tap(worker, '.btn-bind-sure')
      await see(worker, '.bound-now', '网格员上门看过证件').waitFor()
    })
    await step(stranger, 'Her own phone knows her', async () => {
      await tap(stranger, '.btn-done')
      await see(stranger, '.bound', '已核实').waitFor()
    })
    await step(stranger, 'A thumb that trembles ends nothing', async () => {
      const { x, y, width, height } = await see(stranger, '.btn-unbind').boundingBox()
      for (const pause of [0, 200]) {
        await stranger.waitForTimeout(pause)
        await stranger.touchscreen.tap(x + width / 2, y + height / 2)
      }
      await see(stranger, '.btn-unbind', '再点一次').waitFor()
      assert.ok(await see(stranger, '.bound').isVisible())
    })
  })
  await stranger.context().close()
  await worker.context().close()
}

async function actForParent(walk, device, url, post, texts) {
  const child = await openPhone(device, url, 'resident-wang')
  const step = (name, act) => walk.step(child, name, act)
  await walk.chapter('A child acts for a parent', async () => {
    await step('A child asks for a parent', async () => {
      await tap(child, '.btn-elder')
      await tap(child, '.btn-family')
      await tap(child, '.btn-ask')
      await see(child, '.ask-proxy').waitFor()
      if (await see(child, '.family-other').isVisible()) await tap(child, '.family-other')
      await write(child, '.field-name', liu.name)
      await write(child, '.field-phone', liu.phone)
      await tap(child, '.relation-0')
      await see(child, '.btn-submit').scrollIntoViewIfNeeded()
    })
    await step('It waits for the answer by SMS', async () => {
      await tap(child, '.btn-submit')
      await see(child, '.proxy.asked', liu.name).waitFor()
    })
    await step('The parent answers 1, and the child may act', async () => {
      for (let n = 0; n < 300 && !(await texts(liu.phone)).some(text => text.includes('同意回1')); n++) await child.waitForTimeout(200)
      assert.ok((await (await post(`/sandbox/sms/${liu.phone}/reply`, { text: '1' })).json()).pushed)
      await child.reload()
      await see(child, '.proxy.granted', liu.name).waitFor()
    })
    await step('Every page says for whom', async () => {
      await tap(child, '.btn-act')
      await see(child, '.acting', liu.name).waitFor()
    })
    await step('What the parent may have', async () => {
      await tap(child, '.btn-chances')
      await see(child, '.chance').waitFor()
      await see(child, '.acting', liu.name).waitFor()
    })
    await step('A matter is brought for the parent', async () => {
      await tap(child, '.btn-back')
      await tap(child, '.btn-report')
      await write(child, '.field-content', '家里水管漏水，楼上滴下来')
      await tap(child, '.btn-submit, .btn-send, .sending .btn')
      await see(child, '.said.good').waitFor()
      await see(child, '.step', `替${liu.name}办`).waitFor()
    })
    await step('Back to oneself', async () => {
      await tap(child, '.btn-own')
      await see(child, '.btn-family').waitFor()
      assert.equal(await child.locator('.acting:visible').count(), 0)
    })
    await step('The parent takes it back by SMS, and it is over at once', async () => {
      await tap(child, '.btn-family')
      await tap(child, '.btn-act')
      await see(child, '.acting').waitFor()
      await post(`/sandbox/sms/${liu.phone}/reply`, { text: '0' })
      await tap(child, '.btn-cases')
      await see(child, '.said', '到期或收回').waitFor()
    })
    await step('Allowed to bring something and to see nothing, the child gets a receipt and may add to it', async () => {
      await child.goto(url + '/m/#/pages/family/family')
      await tap(child, '.btn-ask')
      if (await see(child, '.family-other').isVisible().catch(() => false)) await tap(child, '.family-other')
      await write(child, '.field-name', liu.name)
      await write(child, '.field-phone', liu.phone)
      for (const chip of ['.relation-0', '.scope-progress', '.scope-chances', '.btn-submit']) await tap(child, chip)
      await see(child, '.proxy.asked', liu.name).waitFor()
      for (let n = 0; n < 100 && (await texts(liu.phone)).filter(text => text.includes('同意回1')).length < 2; n++) await child.waitForTimeout(200)
      await post(`/sandbox/sms/${liu.phone}/reply`, { text: '1' })
      await tap(child, '.btn-act')
      await tap(child, '.btn-report')
      await write(child, '.field-content', '家里的灯不亮')
      await tap(child, '.btn-submit, .btn-send, .sending .btn')
      await see(child, '.receipt', '交给社区了').waitFor()
      await tap(child, '.btn-add-words')
      await write(child, '.field-words', '是厨房的灯')
      await tap(child, '.btn-submit-words')
      await see(child, '.receipt', '补上了').waitFor()
      await tap(child, '.btn-home')
      await tap(child, '.btn-own')
      await see(child, '.btn-family').waitFor()
    })
  })
  await child.context().close()
}

async function openInAccount(walk, device, url, post) {
  await post('/sandbox/wechat/say', { openid: 'resident-liu', type: 'subscribe' })
  await walk.chapter('A page opened in the account comes back signed in', async () => {
    const context = await device(phone, true)
    await context.addCookies([{ name: 'sandbox-phone', value: 'resident-liu', url: url + '/sandbox' }])
    const page = await context.newPage()
    await walk.step(page, 'To WeChat and back, by name and without a token in the address', async () => {
      await page.goto(`${url}/m/?wx=1#/pages/me/me`)
      await see(page, '.h1', liu.name).waitFor()
      assert.match(page.url(), /\/m\/#\/pages\/me\/me$/)
      assert.equal((await context.cookies()).filter(cookie => cookie.name.startsWith('onetable-')).length, 0)
    })
    await context.close()
  })
  const context = await device(desktop, false)
  const page = await context.newPage()
  await walk.chapter('A link tapped in the sandbox chat opens signed in', async () => {
    const inside = page.frameLocator('#mini')
    await walk.step(page, 'The chat answers with a link, the page greets by name', async () => {
      await page.goto(url + '/sandbox/')
      await page.locator('.person[data-openid=resident-liu]').click()
      const tapAnswer = words => page.locator('#messages a', { hasText: words }).last().click()
      await page.locator('#text').fill('办件事')
      await page.locator('#send').click()
      for (const words of ['3 户口和证明', '1 居住证', '2 自己拍照交', '点这里拍照交']) await tapAnswer(words)
      await inside.locator('.material').first().waitFor()
      await inside.locator('.btn-back').first().click()
      await inside.locator('.h1', { hasText: liu.name }).first().waitFor()
    })
    await walk.step(page, 'Another phone is another person', async () => {
      await page.locator('.person[data-openid=resident-wang]').click()
      await inside.locator('.h1', { hasText: '王海涛' }).first().waitFor()
    })
    await walk.step(page, 'A phone answers an SMS', async () => {
      await page.locator('.tabs button[data-tab=sms]').click()
      await page.locator('#sms-phone').fill(liu.phone)
      await page.locator('#sms-form button').click()
      await page.locator('.reply input').fill('好的')
      await page.locator('.reply button').click()
      await page.locator('#sms .row.me', { hasText: '好的' }).waitFor()
    })
  })
  await context.close()
}

async function takeAway(walk, device, url) {
  const context = await device(desktop, false)
  const page = await context.newPage()
  await walk.chapter('The secretary sees who is bound and who acted', async () => {
    await walk.step(page, 'The card on a person’s page', async () => {
      await page.goto(url + '/console/')
      await page.locator('#user').fill('community')
      await page.locator('#password').fill('demo')
      await page.locator('.btn-sign-in').click()
      await page.locator('.figure').first().waitFor()
      const found = await page.evaluate(async name => (await (await fetch('/api/console/people?q=' + encodeURIComponent(name))).json()).items[0].id, liu.name)
      await page.goto(`${url}/console/#/find/${found}`)
      await page.locator('.trust .proxy.over').first().waitFor()
      await page.locator('.trust summary').first().click()
      await page.locator('.trust').scrollIntoViewIfNeeded()
    })
    await walk.step(page, 'A binding is taken away with a reason', async () => {
      await page.locator('.btn-unbind').click()
      await page.locator('.el-message-box input').fill('绑错人了')
      await page.locator('.btn-sure').click()
      await page.locator('.trust .over', { hasText: '绑错人了' }).waitFor()
    })
  })
  await context.close()
}
