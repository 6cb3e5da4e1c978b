// The records of /api/console. Ids are strings, instants are Unix milliseconds, days are 'yyyy-MM-dd'.
export interface Division { code: string; parentCode: string | null; level: number; name: string }
/** More: there are others beyond the total, which were not counted. */
export interface Page<T> { total: number; more?: boolean; items: T[] }

export interface Session {
  csrf: string
  staff: { id: string; name: string; post: string; postText: string; division: { code: string; name: string; level: number } }
  rooms: string[]
}

export interface CaseSummary {
  number: string; kind: string; title: string; state: string; stateText: string
  openedAt: number; dueAt: number; late: boolean; urgent: boolean; worker: { surname: string; post: string } | null
}
export interface CaseRow extends CaseSummary {
  community: string | null; grid: string | null; workerName: string | null; source: string; firstContactMinutes: number | null
}
export interface CaseEvent { at: number; actor: string; kind: string; text: string }
export interface CaseDetail extends CaseSummary {
  content: string; place: string | null; lat: number | null; lon: number | null; landline: string | null
  partner: string | null; partnerDueAt: number | null; result: string | null
  photos: {
    id: string; url: string | null; role: string; kind: string; state: string; why: string | null; download: string | null
    takenAt: number | null; takenIn: string | null; checked: string | null
  }[]
  solved: boolean | null; rating: number | null; reopened: number; source: string; assignedWhy: string | null
  checked: string | null
}
export interface CaseAnswer {
  case: CaseDetail; reporter: { name: string | null; phoneMasked: string | null } | null
  workerName: string | null; events: CaseEvent[]; hasTalk?: boolean
}

export interface Todo {
  id: string; kind: string; state: string; title: string; detail: string | null; place: string | null
  dueAt: number | null; createdAt: number; late: boolean; urgent: boolean; workerName?: string; claimId: string | null
  case: { number: string; state: string; stateText: string } | null
  person: { id: string; name: string; age: number | null; address: string | null } | null
}

export interface Run {
  id: string; job: string; runAt: number; state: string; done: number; total: number; result: string | null
  startedAt: number | null; endedAt: number | null; actor: string | null
}

export interface Home {
  today: string
  cards: { key: string; label: string; value: number; hint: string }[]
  todos: Todo[]; lateCases: CaseSummary[]; lastRuns: Run[]
  byDay: { day: string; opened: number; closed: number }[]
  firstContact: { medianMinutes: number | null; count: number }
}

export interface StaffMember {
  id: string; name: string; post: string; postText: string; division: string; onDuty: boolean
}

export interface Send {
  channel: string; state: string; outcome: string | null; code: string | null; attempts: number
  nextAttemptAt: number | null; sentAt: number | null; vendorId: string | null; rid: string | null
}
export interface Notice {
  id: string; personName: string; template: string; text: string; channel: string; state: string; stateText: string
  why: string | null; createdAt: number; endedAt: number | null; sends: Send[]
}

export interface PersonRow {
  id: string; name: string; sex: string; age: number | null; identityMasked: string | null; phoneMasked: string | null
  registered: string | null; living: string | null; status: string; tags: string[]
  why: { text: string; column: string | null; start: number; length: number } | null
}
export interface LedgerEntry {
  at: number; source: string; actor: string; reason: string | null
  changes: { field: string; old: string | null; new: string | null }[]
}
export interface Scenario {
  name: string; title: string; source: string | null; sample: boolean; when: string; sentence: string
  lastRun: Run | null; toDos: number; notices: number; hasMoney: boolean; called: boolean; asks: string | null
}
export interface Eligible {
  personId: string; name: string; age: number | null; address: string | null; why: string
  turnsOn: string | null; household: string | null; already: boolean
}

export interface TableForm {
  id: string; name: string; line: string; cycle: string; filter: string; columns: string[]; sample: boolean; isPublic: boolean
}
export interface TablePreview { columns: string[]; rows: (string | number | null)[][]; total: number | null }

export interface RegistrySummary {
  people: number; registered: number; resident: number; houses: number; organisations: number; grids: number
  byGrid: { code: string; name: string; people: number; houses: number; worker: string | null }[]
  ages: { band: string; count: number }[]
}
export interface House {
  id: string; address: string; grid: string; nature: string | null; use: string | null; owner: string | null; people: number | null
}
export interface Place { id: string; name: string; kind: string | null; grid: string; address: string | null }
export interface Organisation {
  id: string; name: string; kind: string | null; address: string | null; grid: string; creditCode: string | null
  legalPerson: string | null; employees: number | null
}

export interface Duty { communityCode: string; shift: string; rank: number; staff: { id: string; name: string } }
export interface LinesOf { id: string; name: string; postText: string; lines: string[]; mine: boolean }
export interface Settings {
  lines: { all: string[]; may: boolean; staff: LinesOf[] }
  duties: Duty[]; channels: { name: string; vendor: string; state: string; code: string }[]; version: string
}
