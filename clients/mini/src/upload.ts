import { reactive } from 'vue'
import { drop, keep, kept } from '@phone/keep'
import { shrink, slowSide } from '@phone/shrink'
import { withToken } from './api'
import { fileUrl, request, sayOf, sendFile, Trouble, troubleOf } from './http'
import { newKey } from './keys'
import { rest } from './network'
import { owner, signedIn } from './session'

/** One photo on its way. Its key makes sure that the server stores it once, however often it is sent. */
export interface Upload {
  key: string; owner: string; path: string; state: 'sending' | 'waiting' | 'sent' | 'refused'; tries: number
  id: string; url: string; why: string
  /** Took so long once that it is made smaller before it is tried again. */
  slow?: boolean
  /** How much of it is there, in percent. */
  percent?: number
}
type Stored = { id: string; url: string }
const slowMs = 45_000

const list = reactive<Upload[]>((uni.getStorageSync('uploads') || []) as Upload[])
/** Those whose bytes are at hand. */
const opened = new Set<string>()
let running = false
let whenSettled = () => { /* set by the outbox */ }

export const uploadOf = (key: string) => list.find(upload => upload.key === key)
export const settled = (key: string) => { const upload = uploadOf(key); return !upload || upload.state === 'sent' || upload.state === 'refused' }
export const idsOf = (keys: string[]) => keys.map(uploadOf).filter(upload => upload?.state === 'sent').map(upload => upload!.id)
export const onSettled = (listener: () => void) => { whenSettled = listener }

/** Takes a chosen photo and starts sending it; answers its key at once. */
export function addPhoto(chosen: string): string {
  const key = newKey()
  list.push({ key, owner: owner(), path: chosen, state: 'sending', tries: 0, id: '', url: '', why: '' })
  shrink(chosen).then(smaller => keep(key, smaller)).then(path => {
    const upload = uploadOf(key)
    if (!upload) return drop(key, path) // taken out meanwhile
    upload.path = path
    opened.add(key)
    save()
    run()
  })
  return key
}

export function dropPhotos(keys: string[]) {
  for (const key of keys) {
    const at = list.findIndex(upload => upload.key === key)
    if (at >= 0) drop(key, list.splice(at, 1)[0].path)
  }
  save()
}

/** After a start of the app: what was not sent yet goes on. */
export async function resumeUploads() {
  await signedIn()
  for (const upload of list.filter(one => !opened.has(one.key))) {
    opened.add(upload.key)
    upload.path = await kept(upload.key, upload.path) || (upload.url && fileUrl(upload.url))
    if (!upload.path && !settled(upload.key)) Object.assign(upload, { state: 'refused', why: '这张照片没存住，请再拍一次。' })
  }
  save()
  run()
}

async function run() {
  if (running) return
  running = true
  let misses = 0
  try {
    for (let next = nextUp(); next; next = nextUp()) {
      misses = await send(next) ? 0 : misses + 1
      save()
      if (misses) await rest(misses)
    }
  } finally { running = false }
}

/** Our own photos only, and the one that was tried least: one bad photo must not hold up the others. */
function nextUp(): Upload | undefined {
  return list.filter(upload => upload.owner === owner() && opened.has(upload.key) && !settled(upload.key)).sort((a, b) => a.tries - b.tries)[0]
}

/** True when this photo is through, false when the network or the server was not there. */
async function send(upload: Upload): Promise<boolean> {
  const begun = Date.now()
  try {
    for (const other of list) if (!settled(other.key)) other.state = 'sending'
    upload.tries++
    save()
    const stored = (upload.tries > 1 && await storedAlready(upload.key)) || await storeNow(upload)
    Object.assign(upload, { state: 'sent', id: stored.id, url: stored.url })
  } catch (error) {
    if (!(error instanceof Trouble) || error.passing || error.status === 401) {
      for (const other of list) if (!settled(other.key)) other.state = 'waiting'
      upload.slow ||= Date.now() - begun > slowMs
      return false
    }
    Object.assign(upload, { state: 'refused', why: sayOf(error) })
  }
  whenSettled()
  return true
}

async function storedAlready(key: string): Promise<Stored | null> {
  const answer = await withToken(token => request(`/files/${key}`, 'GET', undefined, token))
  if (answer.status === 404) return null
  if (answer.status >= 300) throw troubleOf(answer.status, answer.data)
  return answer.data as Stored
}

async function storeNow(upload: Upload): Promise<Stored> {
  if (upload.slow) upload.path = await keep(upload.key, await shrink(upload.path, slowSide))
  const answer = await withToken(token => sendFile(upload.path, upload.key, token, '/files', percent => { upload.percent = percent }))
  if (answer.status >= 300) throw troubleOf(answer.status, answer.data)
  return answer.data as Stored
}

function save() {
  uni.setStorageSync('uploads', list)
}
