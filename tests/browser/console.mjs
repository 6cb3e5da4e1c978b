// Points 4 to 6: staff at the console.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { desktop } from './walk.mjs'

export async function staffConsole({ walk, device, url }) {
  const page = await (await device(desktop)).newPage()
  await signIn(walk, page, url)
  await scenario(walk, page)
  await table(walk, page)
  await find(walk, page)
  await page.context().close()
  await scopes(walk, device, url)
}

const openRoom = (page, room) => page.locator(`.nav-${room}`).click()
const total = async page => Number((await page.locator('.paged-foot .total').innerText()).replace(/\D/g, ''))

async function signIn(walk, page, url) {
  await walk.chapter('6 Staff sign in', async () => {
    await walk.step(page, 'A wrong password is refused in words', async () => {
      await page.goto(url + '/console/')
      await page.locator('#user').fill('community')
      await page.locator('#password').fill('wrong')
      await page.locator('.btn-sign-in').click()
      await page.locator('.refusal').waitFor()
    })
    await walk.step(page, 'The secretary signs in and sees what is to do today', async () => {
      await page.locator('#password').fill('demo')
      await page.locator('.btn-sign-in').click()
      await page.locator('.figure').first().waitFor()
      await page.locator('.todos').waitFor()
    })
    await walk.step(page, 'The cases of the day are listed, and one shows why it went where it went', async () => {
      await openRoom(page, 'cases')
      await page.locator('tr[data-id^="TS"]').first().click()
      await page.locator('.case-drawer .assigned-why').waitFor()
      await page.locator('.case-drawer .timeline').waitFor()
    })
  })
}

async function scenario(walk, page) {
  const card = page.locator('tr[data-id=allowance80]'), drawer = page.locator('.scenario-drawer')
  const step = (name, act) => walk.step(page, name, act)
  await walk.chapter('4 The reminder', async () => {
    await step('The scenario lists its people before it runs', async () => {
      await page.keyboard.press('Escape')
      await openRoom(page, 'scenarios')
      await card.locator('.btn-preview').click()
      await drawer.locator('tr[data-id]').first().waitFor()
    })
    await step('Run now makes to-dos and notices', async () => {
      await drawer.locator('.btn-run-scenario').click()
      await page.locator('.btn-confirm-run').click()
      await drawer.locator('.run-result').waitFor()
    })
    await step("The visits are among the day's to-dos", async () => {
      await page.keyboard.press('Escape')
      await openRoom(page, 'home')
      await page.locator('.todos tr[data-id]', { hasText: '走访' }).first().waitFor()
    })
    await step('The notices are told and show how they were sent', async () => {
      await openRoom(page, 'notices')
      await until(page, page.locator('tr[data-id]', { hasText: '已通知' }).filter({ hasText: /(微信|短信)：.*(已交给通道|已送达)/ }).first(), 'notices')
    })
    await step('A notice shows its words and each send', async () => {
      await page.locator('tr[data-id]').first().click()
      await page.locator('.notice-drawer tr[data-id]').first().waitFor()
    })
  })
}

/** A room is read anew until the sends have come back. */
async function until(page, wanted, room) {
  for (let looks = 0; looks < 60 && !await wanted.waitFor({ timeout: 1000 }).then(() => true, () => false); looks++) {
    await openRoom(page, 'home')
    await openRoom(page, room)
  }
  await wanted.waitFor()
}

async function table(walk, page) {
  await walk.chapter('5 The table', async () => {
    await walk.step(page, '高龄津贴名册 is previewed from the registry', async () => {
      await page.keyboard.press('Escape')
      await openRoom(page, 'tables')
      await page.locator('[data-table]', { hasText: '高龄津贴名册' }).click()
      await page.locator('.btn-preview').click()
      await page.locator('table.preview tbody tr').first().waitFor()
    })
    await walk.step(page, '高龄津贴名册 is downloaded as a workbook', async () => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.btn-download').click()])
      assert.match(download.suggestedFilename(), /高龄津贴名册.*\.xlsx$/)
      const bytes = await readFile(await download.path())
      assert.equal(bytes.toString('latin1', 0, 4), 'PK\x03\x04')
      assert.ok(bytes.includes('xl/workbook.xml') && bytes.length > 4000, `${bytes.length} bytes`)
    })
  })
}

async function find(walk, page) {
  const search = async words => {
    await page.locator('input.search-box, .search-box input').fill(words)
    await page.locator('.btn-search').click()
  }
  const step = (name, act) => walk.step(page, name, act)
  let name = '', identity = ''
  await walk.chapter('6 A person is found', async () => {
    await step('A person is found by name, with number and phone masked', async () => {
      await openRoom(page, 'find')
      await search('王')
      await page.locator('tr[data-id]', { hasText: /\d{2,6}\*+/ }).first().waitFor()
      assert.doesNotMatch(await page.locator('.data-table').innerText(), /\d{17}[\dX]/)
    })
    await step('Initials, pinyin and a slip of the pen find her too, and the list says why', async () => {
      for (const [typed, why] of [['lgy', '首字母'], ['liuguiying', '拼音'], ['刘贵英', '同音'], ['刘桂', '姓名开头']]) {
        await search(typed)
        await page.locator('tr[data-id]', { hasText: '刘桂英' }).filter({ hasText: why }).first().waitFor()
      }
      await page.locator('tr[data-id] mark', { hasText: '刘桂' }).first().waitFor()
    })
    await step('A door finds who lives behind it', async () => {
      await search('东园小区1栋1单元101')
      await page.locator('tr[data-id]', { hasText: '东园小区1栋1单元101' }).first().waitFor()
      await search('王')
      await page.locator('tr[data-id]', { hasText: /\d{2,6}\*+/ }).first().waitFor()
    })
    await step("The person's page opens", async () => {
      const row = page.locator('tr[data-id]', { hasText: /\*{6,}\w{0,4}/ }).first()
      name = await row.locator('strong').innerText()
      await row.click()
      await page.getByRole('heading', { name, exact: true }).waitFor()
      await page.locator('.ledger').waitFor()
    })
    await step('A reveal asks for one of four purposes', async () => {
      await page.locator('.field', { hasText: /证件号|身份证/ }).locator('.btn-reveal').first().click()
      await page.locator('.btn-purpose:visible').nth(3).waitFor()
      assert.equal(await page.locator('.btn-purpose:visible').count(), 4)
    })
    await step('The number is shown for a minute', async () => {
      await page.locator('.btn-purpose:visible', { hasText: '核对材料' }).click()
      await page.locator('.countdown').waitFor()
      identity = await page.locator('.masked:has(.countdown) .value').innerText()
      assert.match(identity, /^\d{17}[\dX]$/)
    })
    await step('The same person is found by identity number, which stays out of the address', async () => {
      await openRoom(page, 'find')
      await page.locator('.back').or(page.locator('.search-box')).first().waitFor()
      await search(identity)
      await page.locator('tr[data-id]', { hasText: name }).waitFor()
      assert.equal(await total(page), 1)
      assert.ok(!page.url().includes(identity))
    })
  })
}

async function scopes(walk, device, url) {
  const seen = []
  await walk.chapter('6 The four demo users see their own divisions only', async () => {
    for (const user of ['district', 'street', 'community', 'grid']) {
      const page = await (await device(desktop)).newPage()
      await walk.step(page, `${user} signs in with one tap and finds the people of the own division`, async () => {
        await page.goto(url + '/console/')
        await page.locator('.demo-' + user).click()
        await page.locator('.house .place').waitFor()
        await openRoom(page, 'find')
        await page.locator('.search-box input, input.search-box').fill('胡') // few enough to be counted to the end
        await page.locator('.btn-search').click()
        await page.locator('tr[data-id]').first().waitFor()
        seen.push(await total(page))
      })
      await page.context().close()
    }
    await walk.step(null, 'The smaller the division the fewer are seen', () => {
      const [district, street, community, grid] = seen
      assert.ok(district >= street && street > community && community > grid && grid > 0, seen.join(' '))
    })
  })
}
