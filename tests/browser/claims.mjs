// 办理: one allowance from the door to the money, on the worker's phone, at the desks and on the resident's phone.
import assert from 'node:assert/strict'
import { staffPage } from './dictionary.mjs'
import { openPhone } from './mini.mjs'
import { choosePhotos, takePhotos } from './pictures.mjs'
import { phone } from './walk.mjs'

export async function claims(world) {
  const { walk, url, device, browser } = world
  const photos = await takePhotos(browser, 'paper')
  const fits = async page => {
    const own = page.viewportSize()
    await page.setViewportSize(phone)
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 390), 'wider than a phone')
    await page.setViewportSize(own)
  }
  await walk.chapter('An allowance is claimed at the door, checked, approved and paid', async () => {
    const secretary = await staffPage(world, 'community', 'claims')
    const desk = (name, act) => walk.step(secretary, name, act)
    let claim = ''
    await desk('The secretary begins it on the page of somebody of 80 who does not receive it', async () => {
      const person = await secretary.evaluate(async () => {
        const scenarios = (await (await fetch('/api/console/scenarios/allowance80/preview')).json()).eligible
        for (const one of scenarios) if ((await (await fetch(`/api/console/people/${one.personId}`)).json()).groups.some(g => g.fields.some(f => f.label === '现住网格' && f.value.includes('第一网格')))) return one.personId
      })
      assert.ok(person, 'nobody in the first grid')
      await secretary.goto(`${url}/console/#/find/${person}`)
      await secretary.locator('.claims .matter[data-scenario=allowance80] .btn-claim').click()
      await secretary.locator('.claim-state', { hasText: '上门核对' }).waitFor()
      claim = secretary.url().split('/').at(-1)
      await fits(secretary)
    })
    const worker = await openPhone(device, url, 'staff-grid')
    const door = (name, act) => walk.step(worker, name, act)
    await door('The grid worker has it on the list, and everything known stands in the form', async () => {
      const row = worker.locator('.todo:visible', { hasText: '高龄津贴，上门核对' }).first()
      await row.click()
      await worker.waitForTimeout(600)
      await worker.locator('.btn-claim:visible').first().click()
      await worker.locator('.claim-state:visible').waitFor()
      assert.ok((await worker.locator('[data-question="户籍地址"]:visible').count()) > 0)
    })
    await door('Without photo and signature it is not taken', async () => {
      await worker.waitForTimeout(600) // two taps at one place are one
      await worker.locator('.btn-submit:visible').click()
      await worker.locator('.said:visible', { hasText: '还差' }).waitFor()
    })
    await door('A photo is taken, and the elder signs with a finger', async () => {
      await choosePhotos(worker, worker.locator('.btn-photo:visible').first(), photos)
      await worker.locator('.btn-sign:visible').first().click()
      const canvas = worker.locator('.sign-canvas:visible')
      await canvas.waitFor()
      await worker.waitForTimeout(300)
      await canvas.scrollIntoViewIfNeeded()
      const box = await canvas.boundingBox()
      const cdp = await worker.context().newCDPSession(worker)
      const touch = (type, x, y) => cdp.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: box.x + x, y: box.y + y }] })
      await touch('touchStart', 40, 120)
      for (let at = 0; at <= 20; at++) await touch('touchMove', 40 + at * 12, 110 + 50 * Math.sin(at / 2))
      await touch('touchEnd')
      await worker.waitForTimeout(300)
    })
    await door('It is handed in and goes to the community', async () => {
      await worker.locator('.btn-signed:visible').click()
      await worker.locator('.photo-sent:visible').nth(1).waitFor()
      await worker.locator('.btn-submit:visible').click()
      await worker.locator('.said.good:visible', { hasText: '交上了' }).waitFor()
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
    await office('The approved become a list in one tap', async () => {
      await street.goto(`${url}/console/#/claims`)
      await street.locator('.tab-paid').click()
      await street.locator('.btn-make-list').first().click()
      await street.locator('.btn-paid').first().waitFor()
      const [file] = await Promise.all([street.waitForEvent('download'), street.locator('.btn-list-file').click()])
      assert.match(file.suggestedFilename(), /发放名单_2026-12/)
      await fits(street)
    })
    await office('The department paid: said with one tap, and the times stand in the plot', async () => {
      await street.locator('.btn-paid').first().click()
      await street.locator('.outcome .good').first().waitFor()
      await street.goto(`${url}/console/#/claims`)
      await street.locator('.times svg').waitFor()
      assert.match(await street.locator('.figure[data-key=order]').innerText(), /分钟|小时/)
    })
    for (const page of [secretary, street, worker]) await page.context().close()
  })
}
