// The address library: what is there, how a text is understood, what residents call a place, and what is learned.
import assert from 'node:assert/strict'
import { desktop } from './walk.mjs'

export async function addresses({ walk, device, url }) {
  const page = await (await device(desktop)).newPage()
  const step = (name, act) => walk.step(page, name, act)
  const tryText = async words => {
    await page.locator('.try-text input').fill(words)
    await page.locator('.btn-try').click()
  }
  await walk.chapter('Addresses', async () => {
    await step('The estates of the community are listed with their people', async () => {
      await page.goto(url + '/console/')
      await page.locator('.demo-community').click()
      await page.locator('.nav-addresses').click()
      await page.locator('.estate[data-estate=东园小区]').waitFor()
      assert.match(await page.locator('.estate[data-estate=东园小区]').innerText(), /住 [\d,]+ 人/)
    })
    await step('An estate opens to its buildings and rooms', async () => {
      await page.locator('.estate[data-estate=东园小区] .name').click()
      await page.locator('.btn-building').first().click()
      await page.locator('.room').first().waitFor()
    })
    await step('A text is tried and its parts are shown', async () => {
      await tryText('东园小区一栋二单元三零一水管爆了')
      await page.locator('.found strong', { hasText: '东园小区1栋2单元301' }).waitFor()
    })
    await step('A text that fits several asks which', async () => {
      await tryText('1栋1单元101')
      await page.locator('.candidates .btn-learn').first().waitFor()
    })
    await step('An estate is added with its buildings', async () => {
      await page.locator('.btn-add-estate').click()
      await page.locator('.new-estate input').fill('梧桐里')
      await page.locator('.plan-to input').fill('3')
      await page.locator('.btn-save-buildings').click()
      await page.locator('.estate[data-estate=梧桐里]').waitFor()
    })
    await step('An estate is renamed and the old name still finds it', async () => {
      await page.locator('.estate[data-estate=梧桐里] .btn-rename').click()
      await page.locator('.rename-dialog input').fill('梧桐雅苑')
      await page.locator('.btn-save-name').click()
      await page.locator('.estate[data-estate=梧桐雅苑]').waitFor()
      await tryText('梧桐里2-1-502')
      await page.locator('.found strong', { hasText: '梧桐雅苑2栋1单元502' }).waitFor()
    })
    await step('Names and corrections show who said so, and a wrong one is removed', async () => {
      await page.locator('#tab-names').click()
      const row = page.locator('.names tr[data-id]', { hasText: '梧桐里' })
      await row.waitFor()
      await row.locator('.btn-remove-name').click()
      await row.waitFor({ state: 'detached' })
    })
  })
  await page.context().close()
}
