// How codes, times and numbers read to people.
const beijing = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', ...options })
const dayFormat = beijing({ year: 'numeric', month: '2-digit', day: '2-digit' })
const timeFormat = beijing({ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' })

export const day = (at: number | string | null | undefined) =>
  at == null ? '' : typeof at === 'string' ? at : dayFormat.format(at)
export const time = (at: number | null | undefined) => (at == null ? '' : timeFormat.format(at))
/** For lists: the year only where it is not this one. */
export function shortTime(at: number | null | undefined) {
  const full = time(at)
  return full.startsWith(time(Date.now()).slice(0, 5)) ? full.slice(5) : full
}
export const count = (value: number | null | undefined) => (value == null ? '—' : value.toLocaleString('zh-CN'))
export const years = (age: number | null | undefined) => (age == null ? '年龄不详' : `${age} 岁`)

export function minutes(value: number | null | undefined) {
  if (value == null) return '—'
  if (value < 1) return '不到 1 分钟'
  if (value < 60) return `${Math.round(value)} 分钟`
  if (value < 24 * 60) return `${Math.floor(value / 60)} 小时 ${Math.round(value % 60)} 分`
  return `${Math.floor(value / 1440)} 天 ${Math.round((value % 1440) / 60)} 小时`
}

type Words = Record<string, string>
const say = (words: Words) => (code: string | null | undefined) => (code == null ? '' : words[code] ?? code)

export const caseKinds: Words = { TS: '投诉', SQ: '申请', ZX: '咨询', QZ: '求助' }
export const caseStates: Words = {
  open: '待受理', accepted: '已受理', contacted: '处理中', partner: '转办中', closed: '已办结，待确认', done: '已完成',
}
export const noticeStates: Words = { waiting: '待通知', told: '已通知到', failed: '没通知到', dropped: '不再通知' }
/** The ladder, in its order; a vendor's own channel begins with one of these names. */
export const channels: Words = {
  wechat_customer: '微信对话', wechat_mini: '小程序客服', wechat_subscribe: '小程序订阅', wechat_notice: '服务号订阅', wechat_template: '微信通知', wechat: '微信', sms: '短信', voice: '电话', call: '电话', visit: '上门',
}
export const ladder = ['wechat_customer', 'wechat_subscribe', 'wechat_notice', 'wechat_template', 'sms']
export const shifts: Words = { day: '白班', night: '夜班', holiday: '节假日' }
export const purposes = ['打电话联系', '上门走访', '核对材料', '应急处置']

export const caseKind = say(caseKinds)
/** Told to staff; the server's own `stateText` speaks to the resident. */
export const caseState = say(caseStates)
export const todoKind = say({ case: '事项', visit: '走访', claim: '办理', report: '报表' })
export const todoState = say({ open: '待接', accepted: '已接', planned: '待安排', done: '已完成', cancelled: '已取消' })
export const sendState = say({
  pending: '等着发', sending: '正在发', accepted: '已交给通道', delivered: '已送达',
  failed: '没发成', unknown: '结果不明', cancelled: '不再发',
})
export const sendOutcome = say({
  Accepted: '通道收下了', PermanentNumber: '对方这会儿收不了，换下一种', PermanentContent: '内容不合要求，不再发', PermanentAccount: '账号有问题，改好后自动再发', ThrottledNumber: '发得太频繁，过会儿再发', ThrottledAccount: '额度用完，等一等再发', Throttled: '发得太频繁，过会儿再发', NotNow: '现在不便打扰，换时间发', Permanent: '号码、内容或账号不对，不再发',
  Retry: '没发成，会再试', Unknown: '不知道到没到，需要人核实',
})
export const runState = say({
  running: '正在跑', done: '跑完了', failed: '没跑成', cancelling: '正在停止', cancelled: '已停止',
})
export const channel = (name: string | null) => {
  const known = Object.keys(channels).find(key => name?.startsWith(key))
  return known ? channels[known] : name ?? ''
}

const jobs: [begins: string, word: string][] = [
  ['import_try_', '导入试算'], ['import_undo_', '撤销导入'], ['import_', '批量导入'], ['comparison:', '名单比对'], ['fill@', '填表'], ['find_duplicates', '查重复的人'], ['go_on_with_claims', '办理到期检查'], ['remind_eligible_people', '每晚的场景提醒'], ['scenarios:*', '每晚的场景'],
]
export const jobWord = (job: string) => jobs.find(([begins]) => job.startsWith(begins))?.[1] ?? '后台整理'

const runCounts: [key: string, label: string, unit: string][] = [
  ['eligible', '符合条件', '人'], ['newToDos', '新增待办', '条'], ['planned', '待安排', '条'], ['joined', '并入同户走访', '人'],
  ['notices', '通知', '条'], ['unassigned', '没有网格员可派', '人'], ['unknown', '资料不全、说不准', '人'], ['skipped', '登记不对、跳过', '人'], ['differences', '抽查不一致、已改正', '处'], ['pairs', '疑似重复', '对'],
  ['added', '新增', '人'], ['updated', '更新', '人'], ['unchanged', '没有变化', '人'], ['conflicts', '不一致', '人'], ['rejected', '退回', '行'], ['kept', '后来改过没动', '处'],
  ['written', '收下', '格'], ['refused', '收不了', '格'],
  ['rows', '填了', '行'], ['cellsAsked', '没有登记', '格'],
  ['both', '两边都有', '人'], ['here', '只在库里', '人'], ['there', '只在名单', '人'], ['doubtful', '拿不准', '人'],
]
/** What a run did: counts as the scenarios write them, or a sentence. */
export function runResult(result: string | null | undefined) {
  if (!result?.startsWith('{')) return result ?? ''
  const counts = JSON.parse(result) as Record<string, number>
  if ('error' in counts) return '出错停下了，下次会接着跑'
  const told = runCounts.filter(([key]) => counts[key])
  return told.map(([key, label, unit]) => `${label} ${count(counts[key])} ${unit}`).join('，') || ('pairs' in counts ? '没有查出疑似重复的' : 'kept' in counts ? '都退回去了' : '没有符合条件的人')
}
export const rating = say({ 1: '满意', 2: '一般', 3: '不满意' })
