import { API_BASE } from '@phone/base'

/** Something went wrong; the message is fit for a resident's eyes. Status 0 = no connection. */
export class Trouble extends Error {
  constructor(readonly status: number, message: string) { super(message) }
  /** Worth sending the same again later: the network, a busy or a broken server. */
  get passing() { return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500 }
}

const words: Record<number, string> = {
  0: '网络不通，请等一会儿再试。', 400: '有一样没填对，请看一看。', 401: '请重新登录。', 403: '这件事您这里看不了。',
  404: '没查到，可能已经变了。', 409: '刚刚有了变化，请再看一眼。', 413: '这张太大了，拍清楚一点就够，不用原图。', 429: '这会儿人多，请稍后再试。',
}
const hasChinese = (text: unknown): text is string => typeof text === 'string' && /[\u4e00-\u9fff]/.test(text)

/** Problem details in words; never a raw error. */
export function troubleOf(status: number, body: unknown): Trouble {
  const problem = (body ?? {}) as { title?: unknown; detail?: unknown }
  const said = [problem.detail, problem.title].find(hasChinese)
  return new Trouble(status, said ?? words[status] ?? '社区这边出了点毛病，请稍后再试。')
}

export const sayOf = (error: unknown) => error instanceof Trouble ? error.message : '手机上出了点毛病，请再试一次。'

export interface Answer { status: number; data: unknown }

export function request(path: string, method: 'GET' | 'POST', data: object | undefined, token: string): Promise<Answer> {
  return new Promise((resolve, reject) => uni.request({
    url: `${API_BASE}/api/mini${path}`, method, data, timeout: 20_000, header: token ? { Authorization: `Bearer ${token}` } : {},
    success: answer => resolve({ status: answer.statusCode, data: answer.data }),
    fail: () => reject(troubleOf(0, null)),
  }))
}

export function sendFile(filePath: string, key: string, token: string, path = '/files', onProgress = (_percent: number) => { /* not asked for */ }): Promise<Answer> {
  return new Promise((resolve, reject) => uni.uploadFile({
    url: `${API_BASE}/api/mini${path}`, filePath, name: 'file', formData: { key }, timeout: 120_000, header: { Authorization: `Bearer ${token}` },
    success: answer => resolve({ status: answer.statusCode, data: parse(answer.data) }),
    fail: () => reject(troubleOf(0, null)),
  }).onProgressUpdate(now => onProgress(now.progress)))
}

function parse(text: string): unknown {
  try { return JSON.parse(text) } catch { return null }
}

/** A photo's address as an <image> can load it. */
export const fileUrl = (url: string) => /^(https?|blob|data|wxfile):/.test(url) ? url : API_BASE + url
