import { actFor, forWhom } from './acting'
import { request, sendFile, troubleOf } from './http'
import { session, signedIn, signInAgain } from './session'
import { askKept } from './kept'
import type { Answer } from './http'
import type { Binding, Card, Case, CaseSummary, ChancesPage, ClaimPage, DoorPage, FormLine, FormPage, FoundPeople, OwnClaim, Person, ProxyPage, Service, Sheet, Talk, Todo, TodoDetail, TodoList, Trust } from './types'

/** Runs a call with our token; a token gone bad is renewed once. */
export async function withToken(call: (token: string) => Promise<Answer>): Promise<Answer> {
  await signedIn()
  const token = session.token
  const first = await call(token)
  if (first.status !== 401) return first
  await signInAgain(token)
  return call(session.token)
}

export async function ask<T>(path: string, method: 'GET' | 'POST' = 'GET', data?: object): Promise<T> {
  const answer = await withToken(token => request(path, method, data, token))
  if ((answer.data as { code?: string } | null)?.code === 'acting_ended') actFor(null)
  if (answer.status >= 300) throw troubleOf(answer.status, answer.data)
  return answer.data as T
}

export const services = () => ask<Service[]>('/services')
export const service = (id: string) => ask<Service>(`/services/${id}`)
export const cases = () => ask<CaseSummary[]>(forWhom('/cases'))
export const caseOf = (number: string) => ask<Case>(forWhom(`/cases/${number}`))
export const answerCase = (number: string, solved: boolean) => ask<Case>(forWhom(`/cases/${number}/answer`), 'POST', { solved })
export const rateCase = (number: string, mark: number) => ask<Case>(forWhom(`/cases/${number}/rating`), 'POST', { mark })

/** Null when nothing has changed since that version. */
export async function todos(state: string, since: string): Promise<TodoList | null> {
  const query = `?state=${state}` + (since ? `&since=${encodeURIComponent(since)}` : '')
  const answer = await withToken(token => request(`/todos${query}`, 'GET', undefined, token))
  if (answer.status === 304) return null
  if (answer.status >= 300) throw troubleOf(answer.status, answer.data)
  return answer.data as TodoList
}
export const todo = (id: string) => ask<TodoDetail>(`/todos/${id}`)
export const act = (id: Todo['id'], verb: 'accept' | 'contact' | 'plan', data: object) =>
  ask<TodoDetail>(`/todos/${id}/${verb}`, 'POST', data)
export const numberToCall = (id: string) => ask<{ phone: string }>(`/todos/${id}/call`, 'POST', {})
export const talk = (id: string) => ask<Talk>(`/todos/${id}/talk`)
export const endTalk = (id: string) => ask<Talk>(`/todos/${id}/talk/end`, 'POST', {})
export const partners = () => ask<{ name: string }[]>('/partners')

/** The photo is read and thrown away. */
export async function readCard(kind: string, path: string): Promise<Card> {
  const answer = await withToken(token => sendFile(path, '', token, `/cards/read?kind=${kind}`))
  if (answer.status >= 300) throw troubleOf(answer.status, answer.data)
  return answer.data as Card
}
export const findPeople = (q: string) => ask<FoundPeople>(`/people?q=${encodeURIComponent(q)}`)
export const person = (id: string) => ask<Person>(`/people/${id}`)
export const numberOfPerson = (id: string) => ask<{ phone: string }>(`/people/${id}/call`, 'POST', {})
export const doorQuestions = (id: string) => askKept<DoorPage>(`/people/${id}/questions`)
export const chances = () => ask<ChancesPage>(forWhom('/chances'))
export const forms = () => askKept<FormLine[]>('/forms')
export const form = (id: string, q = '') => q ? ask<FormPage>(`/forms/${id}?q=${encodeURIComponent(q)}`) : askKept<FormPage>(`/forms/${id}`)
export const sheet = (id: string, query: string) => askKept<Sheet>(`/forms/${id}/sheet${query}`)
export const claim = (id: string) => askKept<ClaimPage>(`/claims/${id}`)
export const startClaim = (start: { personId: string; scenario: string; todoId?: string }) => ask<ClaimPage>('/claims', 'POST', start)
export const claimStep = (id: string, step: object) => ask<ClaimPage | undefined>(`/claims/${id}/steps`, 'POST', step)
export const bePresent = (code: string, key: string) => ask<{ id: string }>('/claims/present', 'POST', { code, key })
/** The code of a grid or building was scanned: what is reported without a place happens there. */
export const scanned = (scene: string) => ask<{ place: string }>('/place', 'POST', { scene })

const claimsOf = (path = '') => forWhom('/my/claims' + path).replace(/^(\/for\/\d+)\/my/, '$1')
export const ownClaims = () => ask<OwnClaim[]>(claimsOf())
export const withdrawOwn = (id: string) => ask<OwnClaim[]>(claimsOf(`/${id}/withdraw`), 'POST', {})

export const binding = () => ask<Binding>('/bind')
export const askCode = (name: string, phone: string) => ask<{ said: string }>('/bind/code', 'POST', { name, phone })
export const confirmCode = (code: string) => ask<Binding>('/bind/confirm', 'POST', { code })
export const doorCode = () => ask<{ code: string; expiresAt: number }>('/bind/door', 'POST', {})
export const unbind = () => ask<Binding>('/bind/end', 'POST', {})
export const proxies = () => ask<ProxyPage>('/proxies')
export const askProxy = (asked: object) => ask<ProxyPage>('/proxies', 'POST', asked)
export const endProxy = (id: string) => ask<ProxyPage>(`/proxies/${id}/end`, 'POST', {})
export const trust = (person: string) => ask<Trust>(`/people/${person}/trust`)
export const bindAtDoor = (person: string, code: string) => ask<unknown>(`/people/${person}/bind`, 'POST', { code, sawCard: true })
export const decideProxy = (person: string, id: string, agreed: boolean) => ask<Trust>(`/people/${person}/proxies/${id}`, 'POST', { agreed })
