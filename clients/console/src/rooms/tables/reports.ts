// The records of /api/console/reports and /api/console/statistics.
import { post } from '../../api'

export interface Report {
  id: string; kind: string; tableId: string; tableName: string; line: string; divisionCode: string; division: string; period: string; periodText: string; cutOff: string
  dueDay: string | null; state: string; stateText: string; zero: boolean; version: number; rows: number | null; createdAt: number; submittedAt: number | null; inTime: boolean | null
}
export interface ReportAnswer {
  report: Report; may: { step: string; text: string }[]
  steps: { at: number; step: string; text: string; actor: string; post: string; reason: string | null }[]
  copies: { number: string | number; madeAt: number; madeBy: string; rows: number; submittedAt: number | null }[]
}
export interface Due {
  tableId: string; tableName: string; line: string; divisionCode: string; division: string; period: string; periodText: string; due: string
  reportId: string | null; state: string | null; zero: boolean; begun: boolean; overdue: boolean; inTime: boolean | null; isHandedIn: boolean
}
export interface DueCounts { divisionCode: string; division: string; late: number; due: number; handedIn: number; inTime: number }
export interface CalendarAnswer { today: string; from: string; until: string; divisions: DueCounts[]; items: Due[] }
export interface Lines { columns: string[]; rows: { id: string | null; cells: string[] }[]; total: number | null }
export interface Changes { before: string | null; came: number; gone: number; items: { id: string; name: string; came: boolean; reason: string }[] }
export interface Since { changed: number; fields: string[]; people: { subjectId: string | null; name: string; what: string | null; values: { field: string; old: string; now: string }[] }[] }
export interface Grid {
  id: string; name: string; rule: string; division: string; cutOff: string; at: number
  columns: { key: string; group: string; label: string; isMoney: boolean }[]
  rows: { key: string; label: string; level: number; under: string[]; cells: (number | null)[] }[]
}
export interface Cell extends Lines { row: string; column: string; rule: string; cutOff: string; at: number }

const states: Record<string, [text: string, mark: string]> = {
  draft: ['草稿', 'waiting'], checking: ['社区审核', 'running'], stamping: ['待盖章', 'running'], submitted: ['已上报', 'done'], returned: ['退回修改', 'failed'], archived: ['已归档', 'done'],
}
export const stateText = (state: string | null, zero = false) => (state === null ? '没开始' : zero && state === 'submitted' ? '零报告' : states[state]?.[0] ?? state)
export const stateMark = (state: string | null) => (state === null ? 'waiting' : states[state]?.[1] ?? state)

export const openReport = (due: { tableId: string; divisionCode: string; period: string }) =>
  post<Report>('/reports', { table: due.tableId, division: due.divisionCode, period: due.period })
