import { computed, ref } from 'vue'
import { call, get, useCsrf } from './api'
import type { Division, Session } from './types'

export const session = ref<Session | null>(null)
export const staff = computed(() => session.value!.staff)

let divisions: Promise<Division[]> | null = null

function begin(given: Session) {
  session.value = given
  divisions = null
  useCsrf(given.csrf)
}

/** The session of the cookie, if it still stands. The refusal is thrown: it may name the demo's sign-ins. */
export const resume = async () => begin(await call<Session>('/session', { quiet: true }))

export const signIn = async (user: string, password: string) =>
  begin(await call<Session>('/session', { body: { user, password }, quiet: true }))

export async function signOut() {
  await call('/session', { method: 'DELETE', quiet: true }).catch(() => null)
  toSignIn()
}

/** Loads the page anew, so that nothing the last person looked up stays in memory. */
export function toSignIn(comeBackTo = '') {
  if (location.hash.startsWith('#/sign-in')) return
  location.hash = '#/sign-in' + (comeBackTo && `?to=${encodeURIComponent(comeBackTo)}`)
  location.reload()
}

/** The divisions of the own scope; asked once per session, and again after a failure. */
export function ownDivisions() {
  divisions ??= get<Division[]>('/divisions').catch(problem => { divisions = null; throw problem })
  return divisions
}
