// Walks through what residents, grid workers and staff do on the first day, as they would: by tapping.
// `node run.mjs` walks all; `node run.mjs dictionary` only those named.
import { tmpdir } from 'node:os'
import assert from 'node:assert/strict'
import { account } from './account.mjs'
import { addresses } from './addresses.mjs'
import { installed, openChromium } from './chromium.mjs'
import { asking } from './ask.mjs'
import { cards } from './cards.mjs'
import { chat } from './chat.mjs'
import { claims } from './claims.mjs'
import { compare } from './compare.mjs'
import { staffConsole } from './console.mjs'
import { dictionary } from './dictionary.mjs'
import { startGateway } from './gateway.mjs'
import { forms } from './forms.mjs'
import { scenarios } from './scenarios.mjs'
import { subjects } from './subjects.mjs'
import { imports } from './imports.mjs'
import { needs } from './needs.mjs'
import { returns } from './returns.mjs'
import { reports } from './reports.mjs'
import { talks } from './talks.mjs'
import { things } from './things.mjs'
import { truth } from './truth.mjs'
import { weak } from './weak.mjs'
import { who } from './who.mjs'
import { why } from './why.mjs'
import { miniProgram } from './mini.mjs'
import { Walk } from './walk.mjs'

if (!installed()) {
  console.log('browser tests skipped: /usr/bin/chromium is not installed')
  process.exit(0)
}
process.chdir(tmpdir()) // where the program is started from must not matter
const walk = new Walk()
const gateway = await startGateway()
const chromium = await openChromium(gateway.url)
try {
  const world = { walk, ...chromium, ...gateway }
  await walk.chapter('1 A newcomer starts OneTable', () => start(world))
  const walks = { chat, talks, things, miniProgram, weak, staffConsole, dictionary, asking, addresses, truth, cards, compare, imports, returns, subjects, reports, forms, claims, needs, scenarios, why, who, account }
  const named = process.argv.slice(2)
  for (const [name, go] of Object.entries(walks)) if (!named.length || named.includes(name)) await go(world)
  await walk.chapter('Nothing leaves this host and nothing breaks', async () => {
    await walk.step(null, 'No page asked for anything outside of this host', () => assert.deepEqual(chromium.outside, []))
    await walk.step(null, 'No page threw an error and no answer was a 5xx', () => assert.deepEqual(chromium.broken, []))
  })
} finally {
  await chromium.close()
  await gateway.stop()
}
console.log(`\nbrowser: ${walk.passed} passed, ${walk.failed} failed`)
process.exitCode = walk.failed > 0 ? 1 : 0

async function start({ printed, url }) {
  for (const path of ['/console/', '/m/', '/sandbox/'])
    await walk.step(null, `The start prints ${path}, and it answers`, async () => {
      assert.ok(printed().includes(url + path), printed())
      assert.equal((await fetch(url + path)).status, 200)
    })
  await walk.step(null, 'The start prints the demo sign-ins', () => assert.match(printed(), /district, street, community, grid \(password: demo\)/))
}
