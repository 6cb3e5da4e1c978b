// What /api/mini says. Ids are strings, instants are Unix milliseconds.

export interface Worker { staffId: string; name: string; post: string; division: string; userName: string }
export interface Me {
  residentId: string | null; name: string | null; level: number; community: string | null; landline?: string | null
  /** The server's clock, where it tells it: a demo may live on another day. */
  now?: number
  worker: Worker | null
}
export interface Session { token: string; expiresAt: number; me: Me }

export interface Material { name: string; held: boolean }
export interface Service { id: string; class: string; name: string; who: string; days: number; how: string[]; materials: Material[] }

export type CaseState = 'open' | 'accepted' | 'contacted' | 'partner' | 'closed' | 'done'
export interface CaseSummary {
  number: string; kind: string; title: string; state: CaseState; stateText: string; openedAt: number; dueAt: number
  worker: { surname: string; post: string } | null; canAnswer: boolean; canRate: boolean; forName?: string | null
}
export interface Photo {
  id: string; url: string | null; role: string; kind?: string; state: string; why?: string | null; download?: string | null
  takenAt?: number | null; takenIn?: string | null; checked?: string | null
}
export interface Case extends CaseSummary {
  content: string; place: string | null; lat: number | null; lon: number | null; landline: string | null
  partner: string | null; partnerDueAt: number | null; result: string | null; photos: Photo[]; checked?: string | null
  progress: { at: number; text: string; kind: string }[]
  assignedWhy?: string; solved: boolean | null; rating: number | null; reopened: number
}

export type TodoState = 'open' | 'accepted' | 'planned' | 'done' | 'cancelled'
export interface Todo {
  id: string; kind: 'case' | 'visit' | 'claim'; state: TodoState; title: string; detail: string | null; place: string | null
  dueAt: number | null; createdAt: number; late: boolean; urgent: boolean
  /** By when a resident who waits for a person was promised the first answer. */
  answerBy?: number | null
  case: { number: string; state: CaseState; stateText: string } | null
  person: { id: string; name: string; age: number | null; phoneMasked: string | null; address: string | null } | null
}
/** A resident's talk with a person: what was said to the bot before, and since. */
export interface Talk {
  number: string; field: string; dueAt: number; late: boolean; answeredAt: number | null; endedAt: number | null; endedBy: string | null; canAnswer: boolean
  lines: { at: number; who: 'resident' | 'bot' | 'worker'; name: string; text: string; trouble: string | null }[]
}
export interface TodoDetail extends Todo {
  hasTalk?: boolean
  matters: Matter[]; why: string | null; caseDetail: Case | null; reporter: { name: string | null; phoneMasked: string | null } | null
}
export interface TodoList { todos: Todo[]; counts: { open: number; planned: number; done: number }; version: string | number; now?: number }

/** What a form keeps about a place: words, and coordinates (GCJ-02) when we have them. */
export interface Place { place: string; lat: number | null; lon: number | null }

export interface Card { kind: string; reader: string; fields: { label: string; value: string | null; trouble: string | null }[] }
export interface CardSaved { id: string; name: string; isNew: boolean; grid: string }
/** Why somebody was found, and which part of which column says so. */
export interface Why { text: string; column: string | null; start: number; length: number }
export interface FoundPerson {
  id: string; name: string; sex: string | null; age: number | null; identityMasked: string | null; phoneMasked: string | null
  registered: string; living: string; status: string; tags: string[]; why: Why | null
}
export interface FoundPeople { total: number; more: boolean; items: FoundPerson[] }
export interface Person {
  id: string; name: string; sex: string | null; age: number | null; tags: string[]; canCall: boolean
  groups: { title: string; fields: { label: string; value: string; masked: boolean }[] }[]
  livingHousehold: { id: string | null; name: string; relation: string | null; age: number | null }[]
  relations: { id: string; kind: string; name: string; detail: string | null; until: string | null }[]
  said: { at: number; text: string }[]
}

/** A question of a visit; without choices it is typed. */
export interface DoorQuestion {
  personId: string; name: string; field: string; question: string; type: string; choices: { value: string; label: string }[]; hasNone: boolean; decides: string[]
}
export interface DoorPage {
  questions: DoorQuestion[]
  matters: { personId: string; name: string; scenario: string; title: string; outcome: 'eligible' | 'unknown' | 'not_eligible'; outcomeText: string; amount: string | null; from: string | null }[]
}
export interface DoorAnswer extends DoorPage { state: 'written' | 'unchanged' | 'proposed' | 'known'; decides: string | null }

/** One thing a resident may have, in plain words. */
export interface Chance {
  name: string; title: string; state: 'eligible' | 'unknown' | 'later' | 'have' | 'no'; stateText: string; amount: string | null
  why: string[]; bring: string[]; held: string[]; asked: string[]; from: string | null; law: string | null; sample: boolean; choice: string | null
}
export interface ChancesPage {
  known: boolean; community: string | null; landline: string | null
  people: { name: string; self: boolean; quiet: boolean; community: string | null; landline: string | null; chances: Chance[] }[]
}

export interface FormLine {
  id: string; title: string; dueDay: string | null; late: boolean; done: boolean; none: boolean; expected: number | null; answered: number; event: string | null
}
export interface FormPage {
  id: string; title: string; note: string; subject: string; word: string; dueDay: string | null; state: string; makes: string; picks: boolean
  takesPhotos: boolean; takesPlace: boolean; total: number | null; answered: number; none: boolean
  rows: { id: string; name: string; grid: string; done: boolean }[]
  filled: { id: string; subjectId: string | null; name: string; worker: string; at: number; photos: number }[]
}
/** Asked only where another answer is so. */
export interface Only { label: string; op: string; value: string }
export interface Asked { label: string; type: string; choices: string[]; required: boolean; only: Only | null; known: string | null; sealed: boolean }
export interface Sheet {
  subjectId: string | null; name: string; answerId: string | null; seen: string | null; filledBy: string | null; openedAt: number; version: number; questions: Asked[]
  facts: Record<string, string | null>; place: string | null; lat: number | null; lon: number | null; photos: number
}

/** What can be claimed on a visit; a claim that runs has its id. */
export interface Matter { personId: string; personName: string; scenario: string; title: string; claimId: string | null }
export interface ClaimField { label: string; type: string; choices: string[]; known: string | null; sealed: boolean; disputed: boolean }
export interface ClaimPage {
  claim: { id: string; title: string; step: string; state: string; stateText: string; dueAt: number | null; late: boolean }
  person: { id: string; name: string; age: number | null; phoneMasked: string | null; address: string | null }
  round: number; openedAt: number; steps: { name: string; title: string; kind: 'done' | 'now' | 'ahead' }[]; atTheDoor: boolean; people: number; present: string[]
  doorCode: string | null; handedIn: boolean; paused: string | null; may: string[]; fields: ClaimField[]
  materials: { label: string; needed: boolean; photos: { fileId: string; url: string }[] }[]
  signers: { personId: string; name: string; age: number | null; url: string | null }[]; letter: { title: string; lines: string[] } | null
}
export interface OwnClaim {
  id: string; title: string; words: string; open: boolean; number?: string; steps: { title: string; kind: 'done' | 'now' | 'ahead' }[]; missing: string[]; by: string | null; why: string | null
}

/** Who this WeChat is: level 0 unknown, 1 bound, 2 verified. */
export interface Binding { level: number; levelText: string; name: string | null; how: string | null; boundAt: number | null; landline: string | null }
/** Who acts for whom; name is the other one's. */
export interface Proxy {
  id: string; name: string; who: string; state: 'asked' | 'granted' | 'refused' | 'ended'; stateText: string; way: string; scopes: string[]; scopeText: string
  askedAt: number; untilAt: number | null; why: string | null; acts: { at: number; actorName: string; text: string }[]
}
export interface ProxyPage {
  bound: boolean; relations: string[]; months: number[]; scopes: { name: string; text: string }[]; family: { id: string; name: string }[]; mine: Proxy[]; forMe: Proxy[]
}
export interface Trust {
  bindings: { id: string; level: number; levelText: string; howText: string; actor: string; boundAt: number; endedAt: number | null; endedWhy: string | null }[]
  acting: Proxy[]; actsFor: Proxy[]
}
