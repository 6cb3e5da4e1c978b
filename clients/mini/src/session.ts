import { reactive } from 'vue'
import { actFor } from './acting'
import { request, troubleOf, Trouble } from './http'
import type { Me, Session } from './types'

export const session = reactive({
  token: (uni.getStorageSync('token') || '') as string,
  me: (uni.getStorageSync('me') || null) as Me | null,
  /** Why the sign-in page is shown, in words. */
  why: '',
})

/** What the address brought along, before or after the #: a sign-in code, and where the phone is (the sandbox says so, in GCJ-02). */
export const brought = fromAddress()

let code = brought.code
let signingIn: Promise<void> | undefined
let refreshed = false
let back = ''

/** Resolves when we know who this is; asks the network only when it must. */
export function signedIn(): Promise<void> {
  signingIn ??= enter().catch(error => { signingIn = undefined; throw error })
  return signingIn
}

/** The token is no longer good: begin again. */
export function signInAgain(staleToken: string): Promise<void> {
  if (session.token === staleToken) {
    forget()
    signingIn = undefined
    session.why = '隔得有点久，请再登录一次，写的都还在。'
  }
  return signedIn()
}

export async function signInByPassword(user: string, password: string) {
  await start({ user, password })
  signingIn = Promise.resolve()
  const worker = session.me?.worker
  uni.reLaunch({ url: back || (worker ? '/pages/todos/todos' : '/pages/home/home') })
  back = ''
}

export function signOut() {
  request('/session', 'DELETE', undefined, session.token).catch(() => { /* without a signal it ends here only */ })
  forget()
  signingIn = undefined
  back = ''
  toSignIn('')
}

/** Whose photos and drafts these are: a phone may be shared. */
export const owner = () => session.me?.residentId ?? session.me?.worker?.staffId ?? ''

/** The server's idea of now, so that "today" is its today. */
let clockOffset = 0
export const now = () => Date.now() + clockOffset
export function setClock(serverNow: number | undefined) {
  if (serverNow) clockOffset = serverNow - Date.now()
}

async function enter() {
  // #ifdef H5
  if (brought.inWeChat) {
    brought.inWeChat = false
    forget()
    return toWeChat()
  }
  if (brought.signed) {
    brought.signed = false
    forget()
    return startWaiting()
  }
  // #endif
  if (code) {
    const once = code
    forget()
    await startByCode(once)
    code = ''
  } else if (session.token) {
    if (!session.me) await refresh()
    else if (!refreshed) refresh().catch(() => { refreshed = false })
  } else {
    // #ifdef MP
    await startByCode(await loginCode())
    // #endif
    // #ifndef MP
    if (/MicroMessenger/i.test(navigator.userAgent) && !location.hash.includes('pages/sign-in')) return toWeChat()
    toSignIn('')
    throw new Trouble(401, '请先登录。')
    // #endif
  }
}

// #ifdef H5
/** Inside the official account WeChat says who this is: there and back, to the page that was asked for. */
function toWeChat(): Promise<never> {
  location.replace(`${location.origin}/api/mini/wechat/sign-in?to=${encodeURIComponent(location.hash.replace(/^#\//, ''))}`)
  return new Promise(() => { /* the page is left */ })
}

/** Back from WeChat: the session waits in a cookie for this page. */
async function startWaiting() {
  try {
    await start({ ticket: true })
  } catch (error) {
    if (error instanceof Trouble && !error.passing) toSignIn('没认出您，请从微信里重新打开。')
    throw error
  }
}
// #endif

async function startByCode(once: string) {
  try {
    await start({ code: once })
  } catch (error) {
    if (error instanceof Trouble && !error.passing) { code = ''; toSignIn('没认出您，请从微信里重新打开。') }
    throw error
  }
}

async function start(proof: object) {
  const answer = await request('/session', 'POST', proof, '')
  if (answer.status >= 300) throw troubleOf(answer.status, answer.data)
  const { token, me } = answer.data as Session
  session.token = token
  session.why = ''
  uni.setStorageSync('token', token)
  keepMe(me)
}

async function refresh() {
  refreshed = true
  const answer = await request('/me', 'GET', undefined, session.token)
  if (answer.status === 401) return signInAgain(session.token)
  if (answer.status >= 300) throw troubleOf(answer.status, answer.data)
  keepMe(answer.data as Me)
}

/** Who I am has changed just now. */
export const refreshMe = () => refresh().catch(() => { /* it will at the next start */ })

function keepMe(me: Me) {
  session.me = me
  setClock(me.now)
  uni.setStorageSync('me', me)
}

function forget() {
  actFor(null)
  session.token = ''
  session.me = null
  uni.removeStorageSync('token')
  uni.removeStorageSync('me')
}

/** A link to one thing is its own right: whoever opens it is not asked who they are. */
function opensAlone(): boolean {
  let alone = false
  // #ifdef H5
  alone = location.hash.startsWith('#/pages/link/')
  // #endif
  return alone
}

function toSignIn(why: string) {
  const here = getCurrentPages().slice(-1)[0] as unknown as { route?: string; $page?: { fullPath: string } } | undefined
  const path = here?.$page?.fullPath ?? (here?.route ? `/${here.route}` : '')
  if (path.startsWith('/pages/sign-in') || opensAlone()) return
  session.why ||= why
  back = path
  uni.reLaunch({ url: '/pages/sign-in/sign-in', fail: () => { /* somebody else asked first: it is coming up */ } })
}

// #ifdef MP
function loginCode(): Promise<string> {
  return new Promise((resolve, reject) => uni.login({ success: answer => resolve(answer.code), fail: () => reject(troubleOf(0, null)) }))
}
// #endif

function fromAddress(): { code: string; inWeChat: boolean; signed: boolean; place: string; lat: number | null; lon: number | null } {
  const found = { code: '', inWeChat: false, signed: false, place: '', lat: null as number | null, lon: null as number | null }
  // #ifdef H5
  const taken = (query: string) => {
    const values = new URLSearchParams(query)
    const coordinate = (name: string) => values.get(name) ? Number(values.get(name)) : null
    found.code ||= values.get('code') ?? ''
    found.inWeChat ||= values.has('wx')
    found.signed ||= values.has('signed')
    found.place ||= values.get('place') ?? ''
    found.lat ??= coordinate('lat')
    found.lon ??= coordinate('lon')
    for (const name of ['code', 'state', 'wx', 'signed']) values.delete(name) // a code works once: it must not be there after a reload
    return values.toString() ? `?${values}` : ''
  }
  const [hashPath, hashQuery = ''] = location.hash.split('?')
  const search = taken(location.search)
  history.replaceState(history.state, '', location.pathname + search + hashPath + taken(hashQuery))
  // #endif
  return found
}
