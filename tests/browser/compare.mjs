// 名单比对: the department's list is dropped, the sets are looked at, a doubtful pair is settled, and only who needs it is told.
import assert from 'node:assert/strict'
import { desktop, phone } from './walk.mjs'

export async function compare({ walk, device, url }) {
  const page = await (await device(desktop)).newPage()
  const step = (name, act) => walk.step(page, name, act)
  const set = key => page.locator(`.set-${key} strong`).innerText().then(text => Number(text.replace(/\D/g, '')))
  await walk.chapter('Lists', async () => {
    let people = []
    await step('The list of a department is dropped and its columns are recognised', async () => {
      await page.goto(url + '/console/')
      await page.locator('.demo-community').click()
      await page.locator('.nav-compare').waitFor()
      people = await page.evaluate(() => fetch('/api/console/people?size=60').then(answer => answer.json()).then(page => page.items))
      await page.locator('.nav-compare').click()
      // The first people of the community, by name and birth year as a list would have them; one nobody knows.
      const born = await page.evaluate(ids => Promise.all(ids.map(id => fetch(`/api/console/people/${id}`).then(answer => answer.json())
        .then(person => person.groups.flatMap(group => group.fields).find(field => field.label === '出生日期')?.value))), people.slice(0, 12).map(each => each.id))
      const rows = people.slice(0, 12).map((each, at) => `${at + 1},${each.name},${born[at]},${each.living.split(' ').pop()}`)
      await page.locator('.pick-file').setInputFiles({
        name: '医保缴费名单.csv', mimeType: 'text/csv', buffer: Buffer.from(['2026年居民医保缴费名单,,,', '序号,姓名,出生日期,家庭住址', ...rows, '13,没有这人,1960-01-01,东园小区1栋1单元101'].join('\n')),
      })
      await page.locator('.column.used').first().waitFor()
      assert.equal(await page.locator('.column.used').count(), 3)
    })
    await step('Its source, day, purpose and permission are asked for', async () => {
      await page.locator('.kind-paid').click()
      assert.ok(await page.locator('.btn-begin').isDisabled())
      await page.locator('.say-source input').fill('区医保局')
      await page.locator('.say-day').fill('2026-01-31')
      await page.locator('.say-purpose input').fill('找出没缴费的，逐个提醒')
      await page.locator('.say-permission input').fill('数据共享函〔2026〕12号')
    })
    await step('Everybody lands in one of four sets', async () => {
      await page.locator('.btn-begin').click()
      await page.locator('.set-both').waitFor()
      const [both, here, there, doubtful] = [await set('both'), await set('here'), await set('there'), await set('doubtful')]
      assert.ok(both + doubtful >= 8 && here > 50 && there >= 1, [both, here, there, doubtful].join(' '))
    })
    await step('Who is on the list stands beside who it is here, numbers masked', async () => {
      await page.locator('.set-both').click()
      await page.locator('.data-table td', { hasText: '一致' }).first().waitFor()
      assert.doesNotMatch(await page.locator('.main').innerText(), /\d{17}[\dX]/)
    })
    await step('Only those who have not paid are told, and the text is shown before', async () => {
      await page.locator('.set-here').click()
      await page.locator('.act-notices').click()
      await page.locator('.say-date input').fill('2月28日')
      await page.locator('.sample', { hasText: '2月28日截止' }).waitFor()
    })
    await step('A visit goes to the grid workers, a household at a time', async () => {
      await page.locator('.act-todos').click()
      await page.locator('.say-matter input').fill('提醒缴医保')
      await page.locator('.btn-visit').click()
      await page.locator('.el-message-box .el-button--primary').click()
      await page.locator('.acts', { hasText: '派了走访' }).waitFor()
    })
    await step('The comparison stands in the list of those made, also on a phone', async () => {
      await page.setViewportSize(phone)
      await page.locator('.back').click()
      await page.locator('tr[data-id]', { hasText: '医保缴费名单' }).first().waitFor()
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1))
      await page.setViewportSize(desktop)
    })
    await step('A doubtful pair is settled side by side', async () => {
      await page.locator('.pick-file').setInputFiles({
        name: '拿不准.csv', mimeType: 'text/csv', buffer: Buffer.from(['姓名,身份证号,家庭住址', ...people.slice(0, 3).map(each => `${each.name},,不知道`)].join('\n')),
      })
      await page.locator('.kind-other').click()
      await page.locator('.say-source input').fill('街道')
      await page.locator('.say-day').fill('2026-01-31')
      await page.locator('.say-purpose input').fill('核对')
      await page.locator('.say-permission input').fill('工作需要')
      await page.locator('.btn-begin').click()
      await page.locator('.set-doubtful').click()
      await page.locator('.pair').first().waitFor()
      await page.locator('.pair .btn-same').first().click()
      await page.locator('.pair .btn-undo').first().waitFor()
    })
  })
  await page.context().close()
}
