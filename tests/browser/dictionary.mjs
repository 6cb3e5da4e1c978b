// 字段库: a field is made in a minute and is there.
import assert from 'node:assert/strict'
import { desktop } from './walk.mjs'

/** Signs in at the console in a browser of its own. */
export async function staffPage({ device, url }, user, room) {
  const page = await (await device(desktop)).newPage()
  await page.goto(`${url}/console/#/sign-in?to=/${room}`)
  await page.locator('#user').fill(user)
  await page.locator('#password').fill('demo')
  await page.locator('.btn-sign-in').click()
  await page.locator('.room-head').waitFor()
  return page
}

export async function dictionary(world) {
  const { walk } = world
  await walk.chapter('The dictionary', async () => {
    const page = await staffPage(world, 'street', 'dictionary')
    const step = (name, act) => walk.step(page, name, act)
    await step('Every field is listed with its type, its owner and its other names', async () => {
      await page.locator('tr[data-id=姓名]').waitFor()
      await page.locator('.box-find input').fill('残疾')
      assert.ok(await page.locator('tr[data-id=残疾等级]').count())
    })
    await step('A clerk makes a field', async () => {
      await page.locator('.btn-new-field').click()
      await page.locator('.box-label input').fill('家有电梯困难')
      await page.locator('.box-type').click()
      await page.locator('.el-select-dropdown__item:visible', { hasText: '是或否' }).click()
      await page.locator('.box-field-group').click()
      await page.locator('.el-select-dropdown__item:visible', { hasText: '居住' }).click()
      await page.locator('.box-aliases textarea').fill('上下楼困难、爬楼困难')
    })
    await step('It is in the list at once', async () => {
      await page.locator('.btn-save-field').click()
      await page.locator('.box-find input').fill('爬楼')
      await page.locator('tr[data-id=家有电梯困难]').waitFor()
    })
    await step('Code sets say what they were checked against', async () => {
      await page.locator('.el-tabs__item', { hasText: '代码集' }).click()
      await page.locator('.box-find input').fill('民族')
      await page.locator('tr[data-id=民族]').click()
      await page.locator('.set-drawer table').waitFor()
    })
    await page.context().close()
  })
}
