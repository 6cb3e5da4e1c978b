import { ElMessage } from 'element-plus'
import 'element-plus/es/components/message/style/css'

/** What a refused call says: problem details (RFC 9457) with our stable `code`. */
export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, text: string, readonly extensions: Record<string, unknown>) {
    super(text)
  }
}

type Query = Record<string, string | number | null | undefined>
interface Options { query?: Query; body?: unknown; method?: string; quiet?: boolean }

const root = '/api/console'
let csrf = ''
let whenSignedOut = () => {}

export const useCsrf = (value: string) => { csrf = value }
export const onSignedOut = (act: () => void) => { whenSignedOut = act }

export function address(path: string, query: Query = {}) {
  const set = Object.entries(query).filter(([, value]) => value !== '' && value != null)
  return root + path + (set.length ? '?' + new URLSearchParams(set.map(([key, value]) => [key, String(value)])) : '')
}

async function problemOf(answer: Response) {
  const body = await answer.json().catch(() => ({}))
  const fallback = answer.status >= 500 ? '服务器出错了，请稍后再试' : `没有办成（${answer.status}）`
  return new Problem(answer.status, body.code ?? '', body.detail || body.title || fallback, body)
}

async function send(path: string, { query, body, method, quiet }: Options) {
  const verb = method ?? (body === undefined ? 'GET' : 'POST')
  const headers: Record<string, string> = {}
  if (verb !== 'GET') headers['X-CSRF'] = csrf
  const isRaw = body instanceof FormData || body instanceof Blob // the browser says itself what these are
  if (body !== undefined && !isRaw) headers['Content-Type'] = 'application/json'
  let problem: Problem
  try {
    const answer = await fetch(address(path, query), {
      method: verb, headers, credentials: 'same-origin', body: body === undefined ? undefined : isRaw ? body : JSON.stringify(body),
    })
    if (answer.ok) return answer
    problem = await problemOf(answer)
  } catch {
    problem = new Problem(0, 'offline', '连不上服务器，请检查网络后再试', {})
  }
  if (problem.status === 401 && path !== '/session') whenSignedOut()
  else if (!quiet) ElMessage.error({ message: problem.message, grouping: true, showClose: true })
  throw problem
}

export async function call<T>(path: string, options: Options = {}): Promise<T> {
  const answer = await send(path, options)
  const text = await answer.text()
  return (text ? JSON.parse(text) : null) as T
}

export const get = <T>(path: string, query?: Query) => call<T>(path, { query })
export const post = <T>(path: string, body: unknown = {}) => call<T>(path, { body })
/** The file itself is the body. */
export const upload = <T>(path: string, query: Query, file: Blob) => call<T>(path, { query, body: file })
export const put = <T>(path: string, body: unknown) => call<T>(path, { body, method: 'PUT' })

/** Saves a file under the name the server gave it; a refusal becomes a message instead of a broken page. */
export async function download(path: string, query: Query, fallbackName: string, body?: unknown) {
  const answer = await send(path, { query, body })
  const given = /filename\*=UTF-8''([^;]+)/i.exec(answer.headers.get('content-disposition') ?? '')?.[1]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = given ? decodeURIComponent(given) : fallbackName
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  return link.download
}
