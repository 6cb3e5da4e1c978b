export interface Showing { label: string; op: string; value: string }
export interface Question { label: string; type: string; choices: string[]; required: boolean; only: Showing | null; /** Of the dictionary; asked of the server again when it is kept. */ kept?: boolean }
export interface Whom { kind: string; text: string }
export interface FormBody { title: string; subject: string; note: string; questions: Question[]; whom: Whom; photos: boolean; place: boolean; makes: string; parts: { title: string; questions: string[] }[] }
export interface OwnForm {
  id: string; title: string; subject: string; word: string; state: string; dueDay: string | null; version: number; maker: string; createdAt: number; sentAt: number | null
  eventId: string | null; mine: boolean; parts: string[]
}
export interface OwnFormPage { form: OwnForm; body: FormBody; divisions: { code: string; name: string }[] }
export interface Grid { code: string; community: string; name: string; expected: number | null; answered: number; none: boolean; done: boolean; late: boolean; lastAt: number | null }
export interface Askable { label: string; group: string; type: string; choices: string[] }
export interface TableEvent { id: string; kind: string; name: string; state: string; maker: string; openedAt: number; closedAt: number | null; mine: boolean }
export interface EventKind { id: string; name: string; forms: { name: string; title: string }[] }
export interface Point {
  id: string; form: string; kind: string; subjectId: string | null; name: string; place: string | null; lat: number | null; lon: number | null; grid: string
  photos: string[]; worker: string; at: number
}
export interface EventAnswer { event: TableEvent; columns: string[]; rows: { id: string; cells: string[] }[]; tasks: Grid[]; points: Point[] }

export const blankForm = (): FormBody => ({
  title: '', subject: 'person', note: '', questions: [], whom: { kind: 'words', text: '' }, photos: false, place: false, makes: '', parts: [],
})
export const formStates: Record<string, string> = { draft: '草稿', sent: '在填', closed: '已收' }
export const subjectWords: Record<string, string> = { person: '人', house: '房屋', organisation: '单位', place: '物' }
export const typeWords: Record<string, string> = { text: '文字', int: '数字', code: '单选', codes: '多选', bool: '是或否', date: '日期', phone: '电话（密封）' }
export const opWords: Record<string, string> = { '=': '是', '!=': '不是', '>=': '不小于', '<=': '不大于', filled: '有值', empty: '没值' }
/** Done, open and late grids in one line. */
export function summary(grids: Grid[]) {
  const done = grids.filter(each => each.done).length
  const late = grids.filter(each => each.late).length
  return `${grids.length} 个网格，${done} 个填好了${late ? `，${late} 个晚了` : ''}`
}
