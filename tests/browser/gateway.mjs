// The built gateway as a newcomer starts it: own port, own data folder, the demo's clock at a working hour.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Release or Debug, whichever was built last; null when there is neither. */
function built() {
  const found = ['Release', 'Debug'].map(kind => join(root, `src/BotGateway/bin/${kind}/net10.0/BotGateway.dll`))
    .map(path => ({ path, at: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 })).sort((a, b) => b.at - a.at)[0]
  return found.at > 0 ? found.path : null
}

const freePort = () => new Promise(resolve => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address()
    server.close(() => resolve(port))
  })
})

export async function startGateway() {
  const program = built()
  if (!program) throw new Error('the gateway is not built: dotnet build OneTable.sln')
  const url = `http://127.0.0.1:${await freePort()}`
  const folder = mkdtempSync(join(tmpdir(), 'onetable-browser-'))
  const child = spawn('dotnet', [program], {
    env: {
      ...process.env, ASPNETCORE_ENVIRONMENT: 'Development', ASPNETCORE_URLS: url, Data__Folder: folder,
      Demo__Now: '2026-12-01T10:00:00+08:00', Logging__Console__FormatterName: 'simple',
    },
  })
  process.once('exit', () => child.kill('SIGKILL')) // also when the walk itself breaks
  let printed = ''
  const ended = new Promise(resolve => child.once('exit', resolve))
  const ready = new Promise(resolve => {
    const hear = bytes => { printed += bytes; if (/^ {2}data /m.test(printed)) resolve() }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
  })
  const stop = async () => {
    child.kill('SIGTERM')
    const hard = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await ended
    clearTimeout(hard)
    rmSync(folder, { recursive: true, force: true })
  }
  const late = setTimeout(() => child.kill('SIGKILL'), 120_000)
  const code = await Promise.race([ready.then(() => 'ready'), ended])
  clearTimeout(late)
  if (code !== 'ready') {
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`the gateway did not start (${code}):\n${printed}`)
  }
  return { url, stop, printed: () => printed }
}
