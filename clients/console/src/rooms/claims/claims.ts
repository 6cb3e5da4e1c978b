// The records of /api/console/claims.
export interface ClaimRow {
  id: string; personId: string; name: string; address: string | null; scenario: string; title: string; step: string; stepTitle: string
  state: string; stateText: string; startedAt: number; enteredAt: number; dueAt: number | null; late: boolean; amount: string | null; home: string
}
export interface StepFigure { flow: string; step: string; title: string; open: number; late: number; done: number; medianHours: number | null; longestHours: number | null }
export interface Overview { open: number; late: number; toPay: number; endedInDays: number; orderHours: number | null; steps: StepFigure[] }
export interface ClaimField {
  label: string; type: string; choices: string[]; known: string | null; sealed: boolean; source: string | null; since: number | null; disputed: boolean
}
export interface ClaimPage {
  claim: ClaimRow; person: { id: string; name: string; age: number | null; phoneMasked: string | null; address: string | null }
  round: number; openedAt: number; steps: { name: string; title: string; kind: 'done' | 'now' | 'ahead' }[]; atTheDoor: boolean; people: number; present: string[]
  doorCode: string | null; handedIn: boolean
  verdict: { outcome: string; amount: string | null; missing: { field: string; question: string }[]; conditions: { text: string; held: boolean | null; value: string; source: string | null; since: number | null; stale: boolean; clause: string | null }[] } | null
  fields: ClaimField[]; materials: { label: string; needed: boolean; photos: { fileId: string; url: string }[] }[]
  signers: { personId: string; name: string; age: number | null; url: string | null }[]; missing: string[]; postedUntil: number | null
  letter: { title: string; lines: string[] } | null; decidedBy: string | null; decidedWhy: string | null; paused: string | null; may: string[]; whose: string
  rounds: { title: string; enteredAt: number; leftAt: number | null; dueAt: number | null; how: string | null; late: boolean }[]
  events: { at: number; roundNo: number; who: string; verb: string; text: string }[]
}
export interface Matter { personId: string; personName: string; scenario: string; title: string; claimId: string | null }
export interface PaidList { id: string; scenario: string; title: string; month: string; divisionCode: string; madeBy: string; madeAt: number; people: number; fen: number; paid: number; unpaid: number }
export interface PaidItem { claimId: string; personId: string; name: string; home: string; fen: number | null; per: string | null; fromMonth: string | null; dueFen: number | null; outcome: string | null; why: string | null }

export const stateMark = (row: { state: string; late: boolean }) => (row.state === 'open' ? row.late ? 'failed' : 'accepted' : row.state === 'paid' ? 'done' : 'dropped')
export const yuan = (fen: number | null) => (fen == null ? '—' : (fen / 100).toLocaleString('zh-CN', { maximumFractionDigits: 2 }) + ' 元')
/** Hours as people say them. */
export const hours = (value: number | null) => (value == null ? '—' : value < 1 ? `${Math.max(1, Math.round(value * 60))} 分钟` : value < 48 ? `${Math.round(value * 10) / 10} 小时` : `${Math.round(value / 2.4) / 10} 天`)
export const outcomes: Record<string, string> = { eligible: '条件都满足', not_eligible: '有条件不满足', unknown: '还有不知道的' }
