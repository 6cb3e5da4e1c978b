// 名单比对: what its pages share.
import type { Run } from '../../types'

export type Outcome = 'both' | 'here' | 'there' | 'doubtful'
export const outcomes: { key: Outcome; label: string; hint: string }[] = [
  { key: 'here', label: '只在库里', hint: '该在名单上却没有的人' },
  { key: 'both', label: '两边都有', hint: '名单上有，也在比对范围里' },
  { key: 'there', label: '只在名单', hint: '库里没有，或者不在比对范围' },
  { key: 'doubtful', label: '拿不准', hint: '像是同一个人，请看一眼定下来' },
]

export interface Kind { code: string; label: string; outcome: Outcome; act: string; hint: string }
export interface Template { name: string; title: string; text: string; ask: string[] }
export interface Choices { kinds: Kind[]; targets: string[]; templates: Template[]; marks: { label: string; values: string[] }[] }
export interface Comparison {
  id: string; kind: string; kindText: string; title: string; source: string; dataDay: string; purpose: string; permission: string
  here: string; fileName: string; actor: string; listed: number; skipped: number; createdAt: number; endedAt: number | null
  keepUntil: string; swept: boolean; counts: Record<Outcome, number>; suggested: Kind | null
}
export interface Act { at: number; actor: string; act: string; outcome: Outcome | null; people: number; detail: string | null }
export interface Answer { comparison: Comparison; run: Run | null; acts: Act[] }
export interface Item {
  position: number; outcome: Outcome; why: string; confidence: number | null; confidenceText: string | null
  listed: { row: number; name: string; number: string | null; birthDate: string | null; address: string | null } | null
  person: {
    id: string; name: string; number: string | null; birthDate: string | null; phone: string | null; address: string | null; grid: string; status: string
  } | null
  same: boolean | null; decidedBy: string | null
}
export interface Saved { id: string; name: string; condition: Condition | null }
export interface Column { heading: string; target: string | null; how: string }

export const words: Record<string, string> = { date: '截止日或日期', day: '哪一天', month: '哪个月', what: '什么事' }
export const actText: Record<string, string> = {
  file: '下载了', notify: '发了通知', todos: '派了走访', mark: '记上了', deaths: '报了疑似去世', swept: '删了名单',
}

export type Condition = Record<string, unknown>
/** Whom the list is compared with, in the words people use; each is a condition like all others. */
export const groups: { key: string; label: string; condition: Condition[] }[] = [
  { key: 'all', label: '所有人', condition: [] },
  { key: 'old', label: '60 岁及以上', condition: [{ field: '年龄', op: '>=', value: 60 }] },
  { key: 'eighty', label: '80 岁及以上', condition: [{ field: '年龄', op: '>=', value: 80 }] },
  { key: 'child', label: '不满 18 岁', condition: [{ field: '年龄', op: '<', value: 18 }] },
  {
    key: 'medical', label: '医疗保险没登记，或者没参保',
    condition: [{ any: [{ field: '医疗保险', op: 'empty' }, { field: '医疗保险', op: '=', value: '未参保' }] }],
  },
  {
    key: 'pension', label: '16 到 59 岁，养老保险没登记，或者没参保',
    condition: [{ field: '年龄', op: 'between', value: [16, 59] }, { any: [{ field: '养老保险', op: 'empty' }, { field: '养老保险', op: '=', value: '未参保' }] }],
  },
]
export const hereOf = (conditions: Condition[]) => (conditions.length ? { all: conditions } : null)
