// What the pages of departments' own forms share: the records of /tables/forms and their words.
export interface FormColumn { index: number; letter: string; heading: string; above: string[]; target: string | null; how: string; accepted: boolean; samples: string[] }
export interface FormSheet {
  index: number; name: string; title: string; subject: string; headerFirst: number; headerLast: number; bodyFirst: number; bodyLast: number; names: boolean
  columns: FormColumn[]; furniture: string[]
}
export interface Form {
  id: string; fileName: string; kind: string; divisionCode: string; createdAt: number; hasFile: boolean; ofOnePerson: boolean; notes: string[]
  columns: number; known: number; asked: number; sheets: FormSheet[]
}
export interface Target { label: string; group: string }

const hows: Record<string, string> = { name: '按列名', unit: '按列名', near: '按相近的列名', learned: '按上次改的', values: '按内容', map: '按你说的' }
export const howText = (column: FormColumn) => (column.accepted ? hows[column.how] ?? '' : '')
/** A form of one person has blanks, a list has columns. */
export const unitOf = (form: Form) => (form.ofOnePerson ? '处空' : '列')
export const summary = (form: Form) =>
  `${form.columns} ${unitOf(form)}：认得 ${form.known} ${unitOf(form)}，` + (form.asked ? `${form.asked} ${unitOf(form)}要问` : '没有要问的')
export const where = (sheet: FormSheet) => [
  `每行一个${sheet.subject}`, `表头在第 ${sheet.headerFirst === sheet.headerLast ? sheet.headerLast : `${sheet.headerFirst}–${sheet.headerLast}`} 行`,
  sheet.bodyLast < sheet.bodyFirst ? `从第 ${sheet.bodyFirst} 行填起` : `填第 ${sheet.bodyFirst}–${sheet.bodyLast} 行`, sheet.names ? '已经写了人' : '',
].filter(Boolean).join('，')
