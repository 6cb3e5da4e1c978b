// 核对: every value says where it comes from; conflicts, duplicates, hand-overs and deaths are decided by people.
import assert from 'node:assert/strict'
import { choose, desktop } from './walk.mjs'

export async function truth({ walk, device, url }) {
  const page = await (await device(desktop)).newPage()
  const asked = { walk, page, url, step: (name, act) => walk.step(page, name, act) }
  await page.goto(url + '/console/')
  await page.locator('.demo-community').click()
  await page.locator('.house .place').waitFor()
  const [one, two, away] = await people(page)
  await values(asked, one)
  await conflict(asked, away)
  await duplicate(asked, one, two)
  await moving(asked, two)
  await death(asked, two)
  await households(asked, one, two)
  await page.context().close()
}

/** Two people of the community, and one who is registered in it and lives elsewhere. */
async function people(page) {
  const all = await page.evaluate(async () => {
    const found = []
    for (const surname of ['李', '王', '张', '陈']) found.push(...(await (await fetch(`/api/console/people?size=100&q=${surname}`)).json()).items)
    return found
  })
  const here = all.filter(each => each.living.startsWith('东园社区') && each.registered.startsWith('东园社区') && each.identityMasked)
  return [here[0], here[1], all.find(each => each.living && !each.living.startsWith('东园社区') && each.registered.startsWith('东园社区'))]
}

const open = async (page, person) => {
  await page.goto(page.url().split('#')[0] + `#/find/${person.id}`)
  await page.getByRole('heading', { name: person.name, exact: true }).waitFor()
}
const drawer = page => page.locator('.field-drawer')
const sure = page => page.locator('.btn-sure:visible').click()

async function values({ walk, page, step }, person) {
  await walk.chapter('7 Every value says who said it, since when and what before', async () => {
    await step('A value opens its history', async () => {
      await open(page, person)
      await page.locator('[data-field=人口类别] .btn-value').click()
      await drawer(page).locator('.entries li').first().waitFor()
    })
    await step('What nobody writes says what it is made from', async () => {
      await page.keyboard.press('Escape')
      await page.locator('[data-field=责任网格员] .btn-value').click()
      await drawer(page).getByText('现住网格').first().waitFor()
      await page.keyboard.press('Escape')
      await page.locator('[data-field=人口类别] .btn-value').click()
      await drawer(page).locator('.btn-save-value').waitFor()
    })
    await step('Another value needs a reason', async () => {
      await choose(page, '.field-drawer .value-input .el-select', '流动人口')
      await drawer(page).locator('.btn-save-value').click()
      await drawer(page).locator('.trouble').waitFor()
      await drawer(page).locator('.why input').fill('看了居住证')
      await drawer(page).locator('.btn-save-value').click()
      await drawer(page).locator('.entries li', { hasText: '看了居住证' }).waitFor()
      await page.keyboard.press('Escape')
    })
    await step('Blank fields are shown and one is answered with 不知道', async () => {
      await page.locator('.show-blank').click()
      await page.locator('[data-field=曾用名] .btn-fill').click()
      await drawer(page).locator('.reason', { hasText: '不知道' }).click()
      await drawer(page).locator('.btn-save-value').click()
      await drawer(page).locator('.entries li').first().waitFor()
      await page.keyboard.press('Escape')
      await page.locator('[data-field=曾用名] .btn-value').waitFor()
    })
    await step('The page of yesterday has nobody, and the way back is one tap', async () => {
      await page.locator('.pick-past input').fill('2026-11-30')
      await page.keyboard.press('Enter')
      await page.getByText('那一天还没有登记这个人').waitFor()
      await page.locator('.btn-today').click()
      await page.locator('[data-field=曾用名]').waitFor()
    })
  })
}

async function conflict({ walk, page, step, url }, person) {
  await walk.chapter('7 Two communities say two things', async () => {
    await step('Who lives elsewhere is marked, and an edit of the home is a proposal', async () => {
      await open(page, person)
      await page.locator('.apart').waitFor()
      await page.locator('[data-field=现住地址] .btn-value').click()
      await drawer(page).locator('.typed input').fill('北苑小区9栋9单元901')
      await drawer(page).locator('.btn-save-value').click()
      await drawer(page).locator('.conflict').waitFor()
      await page.keyboard.press('Escape')
      await page.locator('[data-field=现住地址] .alarm').waitFor()
    })
    await step('It waits on the page of what is to be decided, and is not ours', async () => {
      await page.locator('.nav-truth').click()
      await page.locator('.conflict', { hasText: person.name }).waitFor()
      assert.ok(await page.locator('.conflict', { hasText: person.name }).locator('.btn-new').isDisabled())
    })
  })
  await walk.chapter('7 The street decides', async () => {
    const street = await (await page.context().browser().newContext({ viewport: desktop, locale: 'zh-CN' })).newPage()
    await walk.step(street, 'One tap settles it, one tap takes it back', async () => {
      await street.goto(url + '/console/')
      await street.locator('.demo-street').click()
      await street.locator('.figure[data-key=truth]').click()
      await street.locator('.conflict', { hasText: person.name }).locator('.btn-new').click()
      await street.locator('.settled .btn-undo').first().click()
      await street.locator('.conflict', { hasText: person.name }).waitFor()
    })
    await walk.step(street, 'All of one source and field are settled together', async () => {
      await street.locator('.pick').first().click()
      await street.locator('.btn-all-old').click()
      await sure(street)
      await street.locator('.settled p').first().waitFor()
    })
    await street.context().close()
  })
}

async function duplicate({ walk, page, step }, one, two) {
  await walk.chapter('7 Two records of one person', async () => {
    await step('A number that is somebody else’s says whose it is and offers the merge', async () => {
      await open(page, one)
      await page.locator('[data-field=身份证号] .btn-reveal').click()
      await page.locator('.btn-purpose:visible', { hasText: '核对材料' }).click()
      const number = await page.locator('[data-field=身份证号] .masked:has(.countdown) .value').innerText()
      await open(page, two)
      await page.locator('[data-field=身份证号] .btn-from').click()
      await drawer(page).locator('.typed input').fill(number)
      await drawer(page).locator('.why input').fill('看了身份证')
      await drawer(page).locator('.btn-save-value').click()
      await drawer(page).locator('.btn-compare').click()
      await page.locator('.merge-dialog [data-field=姓名]').waitFor()
    })
    await step('Merged, the old link opens the survivor', async () => {
      await page.locator('.merge-dialog .whole .side').first().click()
      await page.locator('.btn-merge').click()
      await page.locator('.merged p').first().waitFor()
      const merged = (await page.locator('.merged p a').first().getAttribute('href')).split('/').pop() === one.id ? two : one
      await page.goto(page.url().split('#')[0] + `#/find/${merged.id}`)
      await page.locator('.btn-take-apart').waitFor()
      assert.ok(!page.url().endsWith(merged.id))
    })
    await step('Taken apart, both are there again', async () => {
      await page.locator('.btn-take-apart').click()
      await sure(page)
      await page.locator('.btn-take-apart').waitFor({ state: 'detached' })
      await open(page, one)
      await open(page, two)
    })
    await step('A scan looks through everybody', async () => {
      await page.goto(page.url().split('#')[0] + '#/truth?tab=duplicates')
      await page.locator('.btn-scan').click()
      await page.locator('.run-result').waitFor()
      await page.locator('.pair').first().waitFor()
    })
  })
}

async function moving({ walk, page, step, url }, person) {
  await walk.chapter('7 Somebody moves', async () => {
    await step('The community hands somebody over', async () => {
      await open(page, person)
      await page.locator('.btn-move').click()
      await choose(page, '.move-dialog .pick-to', '北苑社区')
      await page.locator('.move-dialog .move-text input').fill('北苑小区1栋1单元101')
      await page.locator('.btn-give').click()
      await page.locator('.banner.move').waitFor()
    })
    const other = await (await page.context().browser().newContext({ viewport: desktop, locale: 'zh-CN' })).newPage()
    await walk.step(other, 'The receiving community sends it back with a reason', async () => {
      await other.goto(url + '/console/')
      await other.locator('#user').fill('community3')
      await other.locator('#password').fill('demo')
      await other.locator('.btn-sign-in').click()
      await other.locator('.nav-truth').click()
      await other.locator('.el-tabs__item', { hasText: '移交' }).click()
      await other.locator('tr', { hasText: person.name }).locator('.btn-accept-move').click()
      await other.locator('.accept-dialog .pick-grid').waitFor()
    })
    await walk.step(other, 'A reason goes with it', async () => {
      await other.keyboard.press('Escape')
      await other.locator('tr', { hasText: person.name }).locator('.btn-return-move').click()
      await other.locator('.el-message-box input').fill('没有住过来')
      await sure(other)
      await other.locator('tr', { hasText: person.name }).waitFor({ state: 'detached' })
    })
    await other.context().close()
    await step('The giver reads why', async () => {
      await page.goto(page.url().split('#')[0] + '#/truth?tab=moves&box=done')
      await page.locator('tr', { hasText: '没有住过来' }).waitFor()
    })
  })
}

async function death({ walk, page, step }, person) {
  await walk.chapter('7 Somebody may have died', async () => {
    await step('One tap and a source stop everything personal', async () => {
      await open(page, person)
      await page.locator('.btn-death').click()
      await page.locator('.btn-source', { hasText: '邻居' }).click()
      await page.locator('.btn-report-death').click()
      await page.locator('.banner.death').waitFor()
    })
    await step('The secretary takes it back', async () => {
      await page.goto(page.url().split('#')[0] + '#/truth?tab=deaths')
      await page.locator('tr', { hasText: person.name }).locator('.btn-withdraw-death').click()
      await sure(page)
      await page.locator('tr', { hasText: person.name }).waitFor({ state: 'detached' })
    })
  })
}

async function households({ walk, page, step }, one, two) {
  await walk.chapter('7 Three households that are never one', async () => {
    await step('Somebody begins a household behind the door', async () => {
      await open(page, one)
      const living = page.locator('[data-kind=living]')
      await living.locator('.btn-make, .btn-leave').first().waitFor()
      if (await living.locator('.btn-make').count()) {
        await living.locator('.btn-make').click()
        await sure(page)
      }
      await living.locator('.chip', { hasText: '当家人' }).waitFor()
    })
    await step('An assistance family is drawn for one matter', async () => {
      await page.locator('.btn-draw').click()
      await choose(page, '.pick-matter', '临时救助')
      await page.locator('.pick-since input').fill('2026-11-01')
      await page.keyboard.press('Enter')
      await page.locator('.btn-save-family').click()
      await page.locator('.family', { hasText: '临时救助' }).waitFor()
    })
    await step('A guardian is registered with a beginning', async () => {
      await page.locator('.btn-add-relation').click()
      await choose(page, '.pick-kind', '照料人')
      await page.locator('.relations .pick-person input').fill(two.name)
      await page.locator('.el-select-dropdown__item:visible', { hasText: two.name }).first().click()
      await page.locator('.btn-save-relation').click()
      await page.locator('.relations li', { hasText: two.name }).waitFor()
    })
  })
}
