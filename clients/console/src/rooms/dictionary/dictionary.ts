export interface Field {
  label: string; group: string; subject: string; library: string; type: string; codeSet: string | null; sensitivity: string
  owner: string; aliases: string[]; validDays: number | null; absentMeansNo: boolean; kept: boolean; derived: boolean; isKey: boolean
}
export interface Dictionary { mayEdit: boolean; types: Record<string, string>; subjects: { kind: string; word: string }[]; fields: Field[] }
export interface CodeSetLine { name: string; standard: string; checked: string; note: string | null; count: number; fields: string[] }
export interface Code { code: string; label: string; aliases: string[] }
export interface CodeSet extends Omit<CodeSetLine, 'count' | 'fields'> { values: Code[] }
export interface Version { version: number; actor: string; createdAt: number; body: string }

export const subjects: Record<string, string> = { person: '人', house: '房屋', organisation: '单位', case: '事项', place: '物' }
export const sensitivities = ['低', '中', '高', '极高']
/** Types that only the shipped file gives. */
const madeTypes: Record<string, string> = {
  age: '年龄', address: '地址', division: '区划', area: '地区', datetime: '时间', photos: '照片', key: '关联',
}
export const typeText = (types: Record<string, string>, type: string) => types[type] ?? madeTypes[type] ?? type
/** Words of a text box, each once. */
export const words = (text: string) => [...new Set(text.split(/[\s、，,;；]+/).filter(Boolean))]
