// A question as the page holds it: a tree of chips. The server reads words into it and reads it back as sentences.
export interface Condition { [key: string]: unknown }
export interface Part {
  kind: 'leaf' | 'all' | 'any' | 'choice'
  words: string
  sentence: string
  detail: string | null
  condition: Condition | null
  parts: Part[] | null
}
export interface Place { words: string; code: string; name: string }
export interface Read { parts: Part[]; places: Place[]; rest: string[]; notes: string[] }
export interface Counted { yes: number; unknown: number; of: number; sentence: string; parts: Part[] }
export interface Saved {
  id: string; name: string; words: string | null; condition: Condition | null; places: string[]
  by: string; shared: boolean; mine: boolean; at: number
}
export interface Tag {
  code: string; label: string; aliases: string[]; group: string; colour: string; onLists: boolean; isByCondition: boolean
  note: string | null; madeBy: string; shipped: boolean; sentence: string | null; condition: Condition | null
}
export interface AskField { label: string; type: string; sealed: boolean; absentMeansNo: boolean; aliases: string[]; values: string[] | null }
export interface AskFields {
  groups: { name: string; fields: AskField[] }[]
  columns: { label: string; group: string }[]
  areas: string[]
}

/** Null: everybody. A choice that is still open says nothing yet. */
export function conditionOf(parts: Part[], join: 'all' | 'any' = 'all'): Condition | null {
  const conditions = parts.map(toCondition).filter((each): each is Condition => each !== null)
  return conditions.length > 1 ? { [join]: conditions } : conditions[0] ?? null
}
function toCondition(part: Part): Condition | null {
  if (part.kind === 'leaf') return part.condition
  return part.kind === 'choice' ? null : conditionOf(part.parts ?? [], part.kind)
}
export const openChoices = (parts: Part[]): Part[] =>
  parts.flatMap(each => (each.kind === 'choice' ? [each] : openChoices(each.parts ?? [])))

/** The same tree with one part put in another's place, or taken out. */
export function replaced(parts: Part[], old: Part, now: Part | null): Part[] {
  return parts.flatMap(each => {
    if (each === old) return now ? [now] : []
    if (each.kind === 'leaf' || !each.parts) return [each]
    const inner = replaced(each.parts, old, now)
    if (each.kind !== 'choice' && inner.length < 2) return inner
    return [{ ...each, parts: inner }]
  })
}

const opposite: Record<string, string> = {
  in: 'notin', notin: 'in', '=': '!=', '!=': '=', has: 'lacks', lacks: 'has', known: 'unknown', unknown: 'known', filled: 'empty', empty: 'filled',
}
export function negated(condition: Condition): Condition {
  if ('not' in condition) return condition.not as Condition
  const op = opposite[String(condition.op)]
  return op ? { ...condition, op } : { not: condition }
}

export interface Operator { op: string; text: string; takes: 'values' | 'number' | 'numbers' | 'day' | 'days' | 'places' | 'areas' | 'text' | 'bool' | 'turns' | 'nothing' }
const there: Operator[] = [
  { op: 'filled', text: '登记了', takes: 'nothing' }, { op: 'empty', text: '没有登记', takes: 'nothing' },
  { op: 'unknown', text: '不知道', takes: 'nothing' },
]
const amounts: Operator[] = [
  { op: '>=', text: '不小于', takes: 'number' }, { op: '<=', text: '不大于', takes: 'number' }, { op: 'between', text: '在…之间', takes: 'numbers' },
  { op: '=', text: '等于', takes: 'number' }, { op: '>', text: '大于', takes: 'number' }, { op: '<', text: '小于', takes: 'number' },
]
/** What may be said of a field; the first is what people mean most. */
export function operators(field: AskField): Operator[] {
  if (field.label === '标签') return [{ op: 'has', text: '有', takes: 'values' }, { op: 'lacks', text: '没有', takes: 'values' }]
  if (field.sealed) return there
  switch (field.type) {
    case 'code': return [{ op: 'in', text: '是', takes: 'values' }, { op: 'notin', text: '不是', takes: 'values' }, ...there]
    case 'codes': return [{ op: 'has', text: '有', takes: 'values' }, { op: 'lacks', text: '没有', takes: 'values' }, ...there.slice(0, 2)]
    case 'bool': return [{ op: '=', text: '是不是', takes: 'bool' }, ...there]
    case 'age': return amounts
    case 'int': case 'money': return [...amounts, ...there]
    case 'date': return [
      { op: 'within_days', text: '在今后几天内', takes: 'number' }, { op: 'older_than_days_or_empty', text: '超过几天或没登记', takes: 'number' },
      { op: '>=', text: '不早于', takes: 'day' }, { op: '<=', text: '不晚于', takes: 'day' }, { op: 'between', text: '在…之间', takes: 'days' },
      ...(field.label === '出生日期' ? [{ op: 'turns_within_days', text: '几天内满几岁', takes: 'turns' } as Operator] : []), ...there,
    ]
    case 'month': return [{ op: '>=', text: '不早于', takes: 'text' }, { op: '<=', text: '不晚于', takes: 'text' }, ...there]
    case 'division': return [{ op: 'in', text: '是', takes: 'places' }, { op: 'notin', text: '不是', takes: 'places' }, ...there]
    case 'area': return [{ op: 'in', text: '是', takes: 'areas' }, { op: 'notin', text: '不是', takes: 'areas' }, ...there]
    case 'text': case 'address': return [
      { op: 'contains', text: '含', takes: 'text' }, { op: 'begins', text: field.label === '姓名' ? '姓' : '开头是', takes: 'text' }, { op: '=', text: '正好是', takes: 'text' }, ...there,
    ]
    default: return [...there, { op: '=', text: '正好是', takes: 'text' }]
  }
}
