// What the pages of imports share: the records of /imports and their words.
import type { Run } from '../../types'

export interface Column { heading: string; target: string | null; how: string; samples: string[] }
export interface Batch {
  id: string; fileName: string; divisionCode: string; source: string; actor: string; columns: Column[]; dry: boolean; state: string
  total: number; rowsRead: number; added: number; updated: number; unchanged: number; conflicts: number; rejected: number; keptBack: number
  createdAt: number; endedAt: number | null; undoneAt: number | null; undoneBy: string | null; hasFile: boolean; refusals: Refusal[]; run: Run | null
}
export interface Refusal { row: number; reason: string }
export interface Target { label: string; group: string }

const states: Record<string, string> = {
  ready: '等着核对', running: '正在导入', checked: '试算过了', done: '导完了', cancelled: '停下了', failed: '没导完', undone: '已撤销',
}
export const stateText = (batch: Batch) => states[batch.state] ?? batch.state
const hows: Record<string, string> = { name: '按列名', learned: '按上次改的', values: '按内容', map: '按你说的' }
export const howText = (column: Column) => (column.target ? hows[column.how] ?? '' : column.how === 'learned' ? '上次说不导入' : '')

/** How many rows became what, in the order people ask. */
export const outcome = (batch: Batch): [string, number, string][] => [
  ['读了', batch.rowsRead, ''], ['新增', batch.added, 'good'], ['补充更新', batch.updated, 'good'], ['没有变化', batch.unchanged, ''],
  ['和别的来源不一致', batch.conflicts, 'wait'], ['退回', batch.rejected, 'bad'],
]
export const sources = ['导入', '公安', '民政', '残联', '卫健', '人社', '医保', '退役军人', '走访']
