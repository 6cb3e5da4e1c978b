import { reactive } from 'vue'
import { ask } from './api'
import { sayOf, Trouble } from './http'
import { rest } from './network'
import { owner, signedIn } from './session'
import { dropPhotos, idsOf, onSettled, settled } from './upload'

/**
 * A form that has been handed in: a report, words to it, a worker's result. It waits for its photos and for the network,
 * outlives a restart, and may be sent twice: by its key, or because the same again changes nothing, it counts once. Its body names photos by their keys.
 */
export interface Letter { key: string; owner: string; path: string; page: string; body: Body; state: 'waiting' | 'refused'; why: string }
export interface Body { key: string; files?: string[]; materials?: { name: string; files: string[] }[]; [field: string]: unknown }

const letters = reactive<Letter[]>((uni.getStorageSync('outbox') || []) as Letter[])
const listeners = new Map<string, { sent: (answer: never) => void; refused: (error: Error) => void }>()
let running = false

export const letterOf = (key: string) => letters.find(letter => letter.key === key)
/** What this person has handed in that has not arrived yet. */
export const ownLetters = () => letters.filter(letter => letter.owner === owner())

/** Something of this person's has been tried in vain: the network is away. */
export const isStuck = () => ownLetters().some(letter => letter.state === 'waiting' && letter.why)

/** Resolves with the server's answer when the server has it; a refusal rejects; without a network it takes as long as it takes. */
export function handIn<Answer>(path: string, page: string, body: Body): Promise<Answer> {
  const copy = JSON.parse(JSON.stringify(body)) as Body
  const old = letterOf(body.key)
  if (old) Object.assign(old, { path, body: copy, state: 'waiting', why: '' })
  else letters.push({ key: body.key, owner: owner(), path, page, body: copy, state: 'waiting', why: '' })
  save()
  return arrival<Answer>(body.key)
}

/** For a page opened again while its form is still on its way. */
export function arrival<Answer>(key: string): Promise<Answer> {
  return new Promise((sent, refused) => { listeners.set(key, { sent, refused }); run() })
}

/** What the server refuses and nobody wants to change is thrown away, with its draft and photos. */
export function giveUp(letter: Letter) {
  dropPhotos(photosOf(letter.body))
  if (uni.getStorageSync(draftName(letter.page))?.key === letter.key) uni.removeStorageSync(draftName(letter.page))
  letters.splice(letters.indexOf(letter), 1)
  save()
}

export async function resumeOutbox() {
  await signedIn()
  run()
}
onSettled(run)

async function run() {
  if (running) return
  running = true
  let misses = 0
  try {
    for (let next = ready(); next; next = ready()) {
      misses = await send(next) ? 0 : misses + 1
      save()
      if (misses) await rest(misses)
    }
  } finally { running = false }
}

const ready = () => ownLetters().find(letter => letter.state === 'waiting' && photosOf(letter.body).every(settled))

async function send(letter: Letter): Promise<boolean> {
  try {
    const answer = await ask<never>(letter.path, 'POST', withIds(letter.body))
    giveUp(letter)
    listeners.get(letter.key)?.sent(answer) // looked up now: the page may have been opened again meanwhile
  } catch (error) {
    if (!(error instanceof Trouble) || error.passing || error.status === 401) { letter.why = sayOf(error); return false }
    Object.assign(letter, { state: 'refused', why: sayOf(error) })
    listeners.get(letter.key)?.refused(error)
  }
  listeners.delete(letter.key)
  return true
}

/** Where a page keeps what has been filled in but not yet arrived. */
export const draftName = (page: string) => `draft:${owner()}:${page}`

const photosOf = (body: Body) => [...body.files ?? [], ...(body.materials ?? []).flatMap(material => material.files)]

function withIds(body: Body): Body {
  return {
    ...body,
    ...body.files && { files: idsOf(body.files) },
    ...body.materials && { materials: body.materials.map(material => ({ ...material, files: idsOf(material.files) })) },
  }
}

function save() {
  uni.setStorageSync('outbox', letters)
}
