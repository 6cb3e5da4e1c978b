// Asking a person: the resident asks in the chat, the worker reads what was said before and answers on the phone and at the desk.
import assert from 'node:assert/strict'
import { openPhone } from './mini.mjs'
import { desktop } from './walk.mjs'

export async function talks({ walk, device, url }) {
  const page = await (await device(desktop)).newPage()
  const worker = await openPhone(device, url, 'staff-duty')
  const desk = await (await device(desktop)).newPage()
  const bubbles = page.locator('#messages .row:not(.me) .bubble')
  const say = async words => {
    await page.locator('#text').fill(words)
    await page.locator('#send').click()
    await page.locator('#messages .row.me .bubble', { hasText: words }).last().waitFor()
    await page.locator('#typing').waitFor({ state: 'hidden' })
  }
  const tap = words => bubbles.getByRole('link', { name: words, exact: true }).last().click()
  const heard = words => bubbles.filter({ hasText: words }).last().waitFor()

  await walk.chapter('A resident chooses by tapping', async () => {
    await walk.step(page, 'The menu of services is five taps wide and eight deep', async () => {
      await page.goto(url + '/sandbox/')
      await page.locator('[data-openid="resident-li"], [data-openid="resident-wang"]').first().click()
      await page.locator('#follow, #text').locator('visible=true').first().waitFor()
      if (await page.locator('#follow').isVisible()) await page.locator('#follow').click()
      await page.locator('#text').waitFor()
      await say('办件事')
      await heard('要办哪一类')
      await tap('3 户口和证明')
      await heard('要办哪一件')
      await tap('1 居住证')
      await heard('材料怎么交')
    })
  })

  await walk.chapter('A resident asks a person', async () => {
    await walk.step(page, 'The field is asked, and a time for the answer is told', async () => {
      await say('找人说话')
      await heard('想问哪方面的事')
      await tap('1 社区的事')
      await heard('分钟内回您')
      await say('我家暖气不热怎么报')
      await heard('带到了')
    })
    await walk.step(worker, 'The worker on duty reads the whole chat on the phone', async () => {
      await worker.locator('.tab', { hasText: '待办' }).first().tap().catch(() => { /* it opens there */ })
      await worker.locator('.todo', { hasText: '想找人说话' }).first().tap()
      await worker.locator('.talk-line.resident', { hasText: '我家暖气不热怎么报' }).waitFor()
      await worker.locator('.btn-earlier').tap()
      await worker.locator('.talk-line.bot', { hasText: '想问哪方面的事' }).first().waitFor()
    })
    await walk.step(worker, 'What the worker writes is there after the page is opened again', async () => {
      await worker.locator('.field-reply textarea').fill('您好，先打供热公司，没修好我上门看。')
      await worker.waitForTimeout(300)
      await worker.reload()
      await worker.waitForFunction(words => document.querySelector('.field-reply textarea')?.value === words, '您好，先打供热公司，没修好我上门看。')
    })
    await walk.step(worker, 'Without a signal it waits on the phone', async () => {
      await worker.context().setOffline(true)
      await worker.locator('.btn-reply').click()
      await worker.locator('.said.wait', { hasText: '没信号' }).waitFor()
    })
    await walk.step(worker, 'With the signal the resident reads it, once, although the answer is lost', async () => {
      let lost = false
      await worker.route('**/talk', async route => {
        if (lost || route.request().method() !== 'POST') return route.continue()
        lost = true
        await route.fetch()
        await route.abort('connectionreset')
      })
      await worker.context().setOffline(false)
      await worker.locator('.field-reply textarea').waitFor()
      await worker.waitForFunction(() => !document.querySelector('.field-reply textarea').value)
      assert.equal(await worker.locator('.talk-line.worker', { hasText: '先打供热公司' }).count(), 1)
      await worker.locator('.talk-line.worker', { hasText: '先打供热公司' }).waitFor()
      await worker.locator('.todo-state', { hasText: '处理中' }).waitFor()
      await heard('先打供热公司')
    })
    await walk.step(desk, 'The community sees who waits and how soon people are answered', async () => {
      await desk.goto(url + '/console/')
      await desk.locator('input').first().fill('community')
      await desk.locator('input[type="password"]').fill('demo')
      await desk.locator('.btn-sign-in').click()
      await desk.locator('.nav-talks').click()
      await desk.locator('.figures').waitFor()
      await desk.locator('.data-table tbody tr').first().click()
      await desk.locator('.talk .lines .worker', { hasText: '先打供热公司' }).waitFor()
    })
    await walk.step(desk, 'At the desk an answer is written too', async () => {
      await desk.locator('.talk-input textarea').fill('供热公司今天下午到您家。')
      await desk.locator('.btn-reply').click()
      await desk.locator('.talk .lines .worker', { hasText: '今天下午到您家' }).waitFor()
      await heard('今天下午到您家')
    })
    await walk.step(page, 'The resident goes back to the bot', async () => {
      await say('转回机器人')
      await heard('转回小助手了')
      assert.match(await bubbles.last().innerText(), /报个事/)
    })
  })
}
