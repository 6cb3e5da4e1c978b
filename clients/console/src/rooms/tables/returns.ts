// What the pages of returned tables share: the records of /tables/returns and their words.
import { subjectPage } from '../../router'
import type { Run } from '../../types'
export interface ReturnCounts {
  rows: number; matched: number; new: number; changed: number; conflicts: number; unreadable: number; unknownRows: number; stillAsked: number
  unchanged: number; masked: number; stale: number; told: number; oneOff: number
}
export interface ReturnHead {
  id: string; fileName: string; tableName: string; division: string; actor: string; traceCode: string | null; madeAt: number | null; cutOff: string
  createdAt: number; hasFile: boolean; counts: ReturnCounts | null
}
export interface ReturnColumn { sheet: number; column: number; heading: string; kind: string; count: number; open: number }
export interface OneOff { sheet: number; column: number; heading: string; guess: string | null }
export interface Returned {
  head: ReturnHead; notes: string[]; columns: ReturnColumn[]; oneOffs: OneOff[]; strangers: number; before: { actor: string; createdAt: number } | null; run: Run | null; accepting: Run | null
}
export interface ReturnCell {
  column: number; letter: string; heading: string; field: string | null; kind: string; state: string; text: string | null
  old: string | null; oldSource: string | null; oldAt: number | null; why: string | null
}
export interface ReturnRow {
  sheet: number; sheetName: string; row: number; subject: string; subjectId: string | null; name: string; outcome: string; why: string
  asked: string[]; cells: ReturnCell[]; texts: { heading: string; text: string }[]
}
export interface Acceptance { kind?: string; sheet?: number; column?: number; row?: number }

/** The groups of the screen, in the order one works through them. */
export const groups: { kind: string; text: string; hint: string }[] = [
  { kind: 'new', text: '新填的', hint: '库里还空着' },
  { kind: 'conflict', text: '和库里不一样', hint: '收下后送去核对，不直接改' },
  { kind: 'changed', text: '改了上次的', hint: '上次也是表里交来的' },
  { kind: 'unreadable', text: '看不懂', hint: '请在表里改好再交' },
  { kind: 'unknown', text: '认不出是谁', hint: '' },
  { kind: 'asked', text: '还空着', hint: '要填的格子没有填' },
  { kind: 'stale', text: '库里后来改过', hint: '做表以后有人改过，不动' },
  { kind: 'told', text: '不从表里收', hint: '' },
  { kind: 'oneoff', text: '只在这张表里', hint: '跟这张表一起留着' },
]
const kinds: Record<string, string> = Object.fromEntries(groups.map(each => [each.kind, each.text]))
const outcomes: Record<string, string> = { doubtful: '可能是', unknown: '不认得', repeated: '重复', added: '新登记了', left: '没有收' }
export const kindText = (kind: string) => kinds[kind] ?? ''
export const outcomeText = (row: ReturnRow) => outcomes[row.outcome] ?? ''
export const canAccept = (cell: { kind: string; state: string }) => cell.state === 'open' && ['new', 'changed', 'conflict'].includes(cell.kind)
export const pageOf = (row: ReturnRow) => (row.subjectId === null ? null : subjectPage(row.subject, row.subjectId))
/** How many cells are of this kind now; of rows, how many wait. */
export const numberOf = (shown: Returned, kind: string) => kind === 'unknown' ? shown.strangers : kind === 'asked' ? shown.head.counts?.stillAsked ?? 0
  : shown.columns.filter(each => each.kind === kind).reduce((sum, each) => sum + each.count, 0)
export const changesNothing = (counts: ReturnCounts) => counts.new + counts.changed + counts.conflicts + counts.unreadable + counts.unknownRows === 0
