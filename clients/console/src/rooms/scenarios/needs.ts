// 应享未享 and 领取待核, as the server says them.
export interface NeedOfScenario {
  name: string; title: string; sample: boolean; people: number | null; yuanMonth: number | null; yuanYear: number | null; yuanOnce: number | null
  untold: number; mayOpen: boolean
}
export interface NeedOfDivision { code: string; name: string; people: number; yuanMonth: number }
export interface NeedSummary {
  on: string; division: string; people: number; yuanMonth: number; scenarios: NeedOfScenario[]; divisions: NeedOfDivision[]
}
export interface NeedRow {
  personId: string; name: string; age: number | null; place: string; address: string | null; yuan: number | null; per: string
  missedMonths: number | null; backPayMonths: number | null; deadline: string | null; why: string; choice: string | null
}
export interface MirrorOfScenario { name: string; title: string; sample: boolean; notEligible: number; twice: number; higher: number }
export interface MirrorRow {
  personId: string; name: string; age: number | null; place: string; address: string | null; kind: string; kindText: string; why: string; asked: boolean
}
export interface ScheduleLine {
  month: string; state: string; stateText: string; yuan: number | null; why: string; clause: string | null; paidIn: string | null; forecast: boolean
}
export interface Schedule {
  personId: string; name: string; scenario: string; title: string; law: string | null; sample: boolean; basis: string; from: string; until: string
  dueYuan: number; backPayYuan: number; recoverYuan: number; unknownMonths: number; months: ScheduleLine[]
}

export const yuan = (value: number | null | undefined) => (value == null ? '说不准' : `${value.toLocaleString('zh-CN')} 元`)
export const perText = (per: string) => ({ year: '每年', once: '一次' })[per] ?? '每月'
