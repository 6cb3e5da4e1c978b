import type { CaseState } from './types'

const beijing = (at: number) => new Date(at + 8 * 3600_000)
const two = (value: number) => String(value).padStart(2, '0')

/** 11月21日 14:05, always Beijing time. */
export function when(at: number): string {
  const day = beijing(at)
  return `${day.getUTCMonth() + 1}月${day.getUTCDate()}日 ${two(day.getUTCHours())}:${two(day.getUTCMinutes())}`
}

/** The day so many days after an instant, as the server writes days. */
export const dayAfter = (at: number, days: number) => beijing(at + days * 86_400_000).toISOString().slice(0, 10)

/** A Beijing clock time on such a day, as an instant. */
export const atClock = (day: string, clock: string) => Date.parse(`${day}T${clock}:00+08:00`)

const classes: Record<CaseState, string> = { open: 'fresh', accepted: 'busy', contacted: 'busy', partner: 'busy', closed: 'ask', done: 'calm' }
/** How a state is coloured; the words beside it say the same. */
export const stateClass = (state: CaseState) => classes[state] ?? 'calm'

/** The server's words speak to the resident; a worker reads who is waited for. */
export const stateForWorker = (item: { state: CaseState; stateText: string }) => item.state === 'closed' ? '已办结，等居民说' : item.stateText

export const workerWords = (worker: { surname: string; post: string } | null) => worker ? `${worker.post}小${worker.surname}` : '社区值班'
