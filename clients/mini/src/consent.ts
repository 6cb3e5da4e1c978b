import { ask } from './api'
import { askWeChat, canAsk } from '@phone/consent'

/** What the community would like to send later, such as 办理结果 and 上门通知: known before the tap, as WeChat asks only during one. */
let wanted: { templateId: string }[] = []

export async function prepareConsent() {
  if (!canAsk) return
  try { wanted = await ask<{ templateId: string }[]>('/subscriptions') } catch { wanted = [] }
}

/** To be called in a tap that hands something in; whatever the user answers, what was tapped goes on. */
export async function askConsent() {
  const ids = wanted.map(each => each.templateId)
  wanted = []
  if (!ids.length) return
  const said = await askWeChat(ids)
  const answers = ids.filter(id => said[id]).map(id => ({ templateId: id, answer: said[id] }))
  if (answers.length) ask('/subscriptions', 'POST', { answers }).catch(() => { /* WeChat tells the community too */ })
}
