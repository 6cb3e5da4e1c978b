// The records of /api/console/scenarios: files, versions, drafts and what a change would do.
import { count } from '../../words'

export interface Switch { name: string; isOn: boolean; reason: string; actor: string; createdAt: number }
export interface ScenarioFile {
  name: string; id: string | null; title: string; group: string | null; law: string | null; sample: boolean; when: string | null; version: number
  broken: string | null; off: Switch | null; draft: string | null
}
export interface Files {
  mayEdit: boolean; templates: { name: string; title: string }[]; files: ScenarioFile[]; unpublished: { name: string; actor: string; updatedAt: number }[]
}
export interface FileProblem { line: number | null; text: string }
export interface CaseResult { name: string; on: string; expected: string; found: string; why: string | null; passed: boolean }
export interface Found { problems: FileProblem[]; cases: CaseResult[]; obstacle: string | null; title: string | null; sentence: string | null }
export interface Draft { body: string; basedOn: number; revision: number; actor: string; updatedAt: number; found: Found }
export interface AmountLine { from: string; until: string | null; who: string; yuan: number; per: string; less: string | null; clause: string | null }
export interface ScenarioView {
  id: string; title: string; aliases: string[]; law: { title: string; number: string | null; from: string | null; until: string | null } | null; region: string | null
  sample: boolean; benefit: string | null; note: string | null; sentence: string; when: string; tell: string[]; todo: { title: string; detail: string; dueDays: number; post: string | null } | null
  notice: string | null; noticePast: string | null; stops: string[]; choose: string | null; materials: string[]; steps: string | null; excludes: string[]
  conditions: { text: string; clause: string | null }[]; amounts: AmountLine[]; caseFacts: string[]; clauses: (string | null)[]
}
export interface OneScenario {
  name: string; mayEdit: boolean; version: number; broken: FileProblem | null; body: string | null; scenario: ScenarioView | null; cases: CaseResult[]
  versions: { version: number; actor: string; createdAt: number; readable: boolean }[]; switches: Switch[]
  draft: { actor: string; updatedAt: number; basedOn: number; revision: number } | null
}
export interface DiffLine { before: number | null; after: number | null; text: string }
export interface Side { label: string; on: string; people: number | null; sums: { monthFen: number; yearFen: number; onceFen: number; unknown: number } | null; found: number | null }
export interface ComparedPerson { personId: string; name: string; age: number | null; address: string | null; before: string | null; after: string | null; why: string[] }
export interface Comparison {
  before: Side; after: Side; counts: Record<string, number> | null; monthFenMore: number | null; hidden: string | null; total: number; people: ComparedPerson[]; ms: number
}
export interface FormRow { values: Record<string, string>; facts: [string, string][] }
export interface Form { texts: Record<string, string>; moment: Record<string, string>; todo: Record<string, string>; amounts: FormRow[]; cases: FormRow[] }

export const outcomes: Record<string, string> = { eligible: '符合', not_eligible: '不符合', unknown: '还不能判断', '': '没有算出' }
export const pers: Record<string, string> = { month: '每月', year: '每年', once: '一次' }
export const kinds: [key: string, text: string][] = [['Added', '新增'], ['Dropped', '减少'], ['Changed', '金额变了'], ['FoundMore', '多提醒'], ['FoundLess', '少提醒']]
export const yuan = (fen: number) => `¥${count(Math.round(fen) / 100)}`
export const who = (actor: string) => (actor === 'shipped' ? '随产品带来' : actor)

/** "新增 37 人，减少 2 人，每月多 ¥3,700". */
export function summary(c: Comparison) {
  if (!c.counts) return c.hidden ?? ''
  const people = [c.counts.Added && `新增 ${count(c.counts.Added)} 人`, c.counts.Dropped && `减少 ${count(c.counts.Dropped)} 人`, c.counts.Changed && `${count(c.counts.Changed)} 人金额变了`].filter(Boolean)
  const more = c.monthFenMore ?? 0
  return [...(people.length ? people : ['符合的人没有变']), more ? `每月${more > 0 ? '多' : '少'} ${yuan(Math.abs(more))}` : '每月的钱不变'].join('，')
}
