// Points 2 and 3 in WeChat: the resident reports by chat, the worker does it from the card, the resident says how it was.
import assert from 'node:assert/strict'
import { choosePhotos, takePhotos } from './pictures.mjs'
import { desktop } from './walk.mjs'

export async function chat({ walk, browser, device, url }) {
  const page = await (await device(desktop)).newPage()
  const [clean] = await takePhotos(browser, 'clean')
  const bubbles = page.locator('#messages .row:not(.me) .bubble')
  const step = (name, act) => walk.step(page, name, act)
  const person = openid => page.locator(`[data-openid="${openid}"]`)
  const mini = page.frameLocator('#mini')
  const say = async words => {
    await page.locator('#text').fill(words)
    await page.locator('#send').click()
    await page.locator('#messages .row.me .bubble', { hasText: words }).last().waitFor()
    await page.locator('#typing').waitFor({ state: 'hidden' })
  }
  const tapAnswer = words => bubbles.getByRole('link', { name: words, exact: true }).last().click()
  let number = '', worker = ''

  await walk.chapter('2 A resident reports by chat', async () => {
    await step('A resident follows the official account and is greeted', async () => {
      await page.goto(url + '/sandbox/')
      await person('resident-wang').click()
      await page.locator('#follow').click()
      await bubbles.first().waitFor()
      await page.locator('#text').waitFor()
    })
    await step('A photo is sent', async () => {
      await page.locator('#sample-photo').click()
      await page.locator('#messages .row.me img').waitFor()
    })
    await step('A place is sent', async () => {
      await page.locator('#place').click()
      await page.locator('#send-place').click()
      await page.locator('#messages .row.me .pin').waitFor()
    })
    await step('Words are answered within five seconds by number, worker and landline', async () => {
      const sent = Date.now()
      await say('垃圾房门口有垃圾散落')
      const answer = bubbles.filter({ hasText: /TS\d{10}/ }).last()
      await answer.waitFor({ timeout: 5_000 })
      assert.ok(Date.now() - sent < 5_000)
      const text = await answer.innerText()
      number = text.match(/TS\d{10}/)[0]
      assert.match(text, /网格员/)
      assert.match(text, /\d{3,4}-?\d{7,8}/)
    })
    await step('Asked for the progress, the bot names number and state', async () => {
      await say('进度')
      await bubbles.filter({ hasText: number }).filter({ hasText: '待受理' }).last().waitFor()
    })
  })

  await walk.chapter('3 The grid worker does it from the card', async () => {
    await step('The row of the worker of that grid lights up', async () => {
      const lit = page.locator('.person.lit[data-openid^="staff-"]')
      await lit.first().waitFor()
      worker = await lit.first().getAttribute('data-openid')
    })
    await step('The worker reads the card on the own phone', async () => {
      await person(worker).click()
      await page.locator('#messages .card').filter({ hasText: number }).waitFor()
    })
    await step('The card opens the to-do in the mini-program', async () => {
      await page.locator('#messages .card').filter({ hasText: number }).click()
      await mini.locator('.case-number', { hasText: number }).waitFor()
      assert.match(await mini.locator('.todo-why').innerText(), /网格/)
    })
    await step('The worker accepts it', async () => {
      await mini.locator('.btn-accept').click()
      await mini.locator('.todo-state', { hasText: '已受理' }).waitFor()
    })
    await step('The worker notes the first contact', async () => {
      await mini.locator('.btn-contact').click()
      await mini.locator('.todo-state', { hasText: '处理中' }).waitFor()
    })
    await step('The worker writes the result and takes a photo', async () => {
      await mini.locator('.btn-close').click()
      await mini.locator('textarea:visible').last().fill('垃圾清走了，地面也冲洗了。')
      await choosePhotos(page, mini.locator('.btn-photo:visible'), [clean])
      await mini.locator('.photo-sent').waitFor()
    })
    await step('The worker closes it', async () => {
      await mini.locator('.btn-confirm').click()
      await mini.locator('.todo-state', { hasText: '已办结' }).waitFor()
    })
  })

  await walk.chapter('2 The resident says how it was', async () => {
    await step("The resident reads the result with the worker's photo", async () => {
      await person('resident-wang').click()
      await page.locator('[data-tab=chat]').click()
      await bubbles.filter({ hasText: '垃圾清走了' }).waitFor()
      await page.locator('#messages .row:not(.me) img').waitFor()
    })
    await step('The resident taps 解决了', async () => {
      await tapAnswer('1 解决了')
      await bubbles.filter({ hasText: '不满意' }).waitFor()
    })
    await step('The resident taps 满意 and the case is done', async () => {
      await tapAnswer('1 满意')
      await page.locator('#messages .row.me .bubble', { hasText: '满意' }).waitFor()
      await say('进度')
      await bubbles.filter({ hasText: number }).filter({ hasText: '已完成' }).waitFor()
    })
  })
  await walk.chapter('2 A resident asks what can be done', async () => {
    await step('What is no word is answered with what there is to tap', async () => {
      await say('👍👍')
      await bubbles.filter({ hasText: '打字、说话、发照片都行' }).last().waitFor()
      await say('嘻嘻')
      await bubbles.filter({ hasText: '没听明白' }).last().waitFor()
      await tapAnswer('3 办件事')
    })
    await step('What is photographed is photographed on a page, one tap away', async () => {
      for (const [asked, tapped] of [['要办哪一类', '3 户口和证明'], ['要办哪一件', '1 居住证'], ['材料怎么交', '2 自己拍照交']]) {
        await bubbles.filter({ hasText: asked }).last().waitFor()
        await tapAnswer(tapped)
      }
      await tapAnswer('点这里拍照交')
      await mini.locator('.material:visible').first().waitFor()
    })
  })
  await page.context().close()
}
