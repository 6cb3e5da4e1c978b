// The records of people's values, households, hand-overs and what waits for a person to decide.
import type { CaseSummary, LedgerEntry, Notice } from './types'

export interface Value {
  label: string; value: string; masked: boolean; source: string | null; since: number | null; overdue: boolean; disputed: boolean
}
export interface Member { id: string | null; name: string; relation: string | null; age: number | null; isHead: boolean }
export interface Household {
  id: string; kind: string; number: string | null; form: string | null; head: string | null; address: string | null
  matter: string | null; since: string | null; until: string | null; members: Member[]; mine: boolean
}
export interface Relation {
  id: string; kind: string; name: string; personId: string | null; detail: string | null; since: string | null; until: string | null
}
export interface Move {
  id: string; personId: string; name: string; state: string; from: string; to: string; toCode: string | null; text: string | null; movesOn: string
  note: string | null; actor: string; createdAt: number; decidedAt: number | null; decidedBy: string | null; decidedNote: string | null
  mayDecide: boolean; mayCancel: boolean
}
export interface Death {
  id: string; personId: string; name: string; home: string; state: string; heardFrom: string; note: string | null; actor: string; createdAt: number
  contact: string; quietUntil: number; quiet: boolean; diedOn: string | null; decidedAt: number | null; decidedBy: string | null; mayDecide: boolean
}
export interface Merge { id: string; survivorId: string; survivorName: string; mergedName: string; at: number; actor: string }

export interface PersonPage {
  id: string; name: string; sex: string | null; age: number | null; groups: { title: string; fields: Value[] }[]
  blank: { title: string; labels: string[] }[]; tags: string[]; history: LedgerEntry[]
  households: { registered: Household | null; living: Household | null; assistance: Household[] }
  relations: Relation[]; apart: string | null; phoneSharedWith: number; move: Move | null; death: Death | null; mayDecideDeath: boolean
  conflicts: number; merges: Merge[]; cases: CaseSummary[]; notices: Notice[]
}

export interface Claim { text: string | null; source: string; actor: string | null; at: number }
export interface Conflict {
  id: string; kind: string; subjectId: string; name: string; field: string; old: Claim; new: Claim; suggested: 'old' | 'new'; why: string; decides: string; mine: boolean
}
export interface ConflictGroup { field: string; source: string; suggested: string; count: number }
export interface Settlement { id: string; field: string; names: string; count: number; settled: string; by: string; at: number }

export interface FieldForm {
  type: string; choices: { value: string; label: string }[]; asksOwner: boolean; value: string | null; decides: string | null; mine: boolean
}
export interface FieldAnswer {
  history: {
    label: string; group: string; department: string; value: string | null; masked: boolean; since: string | number | null
    validity: { days: number; until: string; overdue: boolean } | null
    entries: { at: number; source: string; actor: string; reason: string | null; old: string | null; new: string | null }[]
  }
  /** For a field that nobody writes: what it is made from. */
  madeFrom?: string; form?: FieldForm; conflicts?: Conflict[]
}

export interface Twin { id: string | null; name: string; birthDate: string | null; identityMasked: string | null; home: string }
export interface Duplicate { id: string; score: number; why: string; first: Twin; second: Twin; mayMerge: boolean }
export interface Comparison {
  first: Twin; second: Twin; same: number; differing: { field: string; first: Claim; second: Claim; suggested: string }[]
}
export interface TruthCounts { conflicts: number; duplicates: number; moves: number; deaths: number }

/** How somebody stands to the head of a household; the rest is asked on the field itself. */
export const relations = ['配偶', '夫', '妻', '子', '女', '儿媳', '女婿', '父亲', '母亲', '孙子', '孙女', '兄', '弟', '姐姐', '妹妹', '其他', '非亲属']
export const phoneOwners = [
  ['1', '本人'], ['2', '配偶'], ['3', '子女'], ['4', '其他亲属'], ['5', '保姆'], ['6', '邻居'], ['7', '单位'], ['8', '座机'], ['9', '号码不对待换'],
]

/** What a scenario says of one person, in a line. */
export interface Entitled {
  scenario: string; title: string; outcome: 'eligible' | 'not_eligible' | 'unknown'; outcomeText: string; amounts: { yuan: number | null; text: string; clause: string | null }[]
  missing: { field: string; question: string }[]; receiving: boolean; stopped: string | null; from: string | null; sample: boolean; claimed: boolean
}
export interface EntitledPage {
  date: string; scenarios: Entitled[]; questions: { personId: string; name: string; field: string; question: string; decides: string[] }[]
}
/** The same with its reasons. */
export interface Explained extends Omit<Entitled, 'claimed'> {
  conditions: { text: string; held: boolean | null; value: string; source: string | null; since: number | null; ageDays: number | null; stale: boolean; clause: string | null }[]
  law: string | null; region: string | null; materials: string[]
}
