/** What the server says of the accounts at WeChat, and the words for it. */
export interface Breaker { path: string; instance: string; code: string; openedAt: number; probeAt: number; says: string; rid: string | null }
export interface AccountState {
  name: string; isSet: boolean; token: { ageSeconds: number; leftSeconds: number; fetchedBy: string } | null; breakers: Breaker[]
}
export interface Day { day: string; inTime: number; late: number; repeated: number; refused: number }
export interface Health {
  now: number
  accounts: AccountState[]
  days: Day[]
  types: { account: string; type: string; count: number }[]
  refused: { why: string; today: number; count: number }[]
  calls: { account: string; path: string; count: number; failed: number; quota: { limit: number; used: number } | null }[]
  parked: { channel: string; code: string; count: number; until: number; says: string }[]
  errors: { at: number; account: string; path: string; code: string; says: string; rid: string | null }[]
  missing: string[]
}

const accounts: Record<string, string> = { mp: '公众号', mini: '小程序' }
export const accountWord = (name: string) => accounts[name] ?? name

const types: Record<string, string> = {
  text: '文字', image: '照片', voice: '语音', video: '视频', shortvideo: '小视频', location: '位置', link: '链接', file: '文件', miniprogrampage: '小程序卡片',
  subscribe: '关注', unsubscribe: '取消关注', SCAN: '扫码', CLICK: '点菜单', VIEW: '菜单打开网页', view_miniprogram: '菜单打开小程序', LOCATION: '上报位置',
  TEMPLATESENDJOBFINISH: '模板消息结果', subscribe_msg_popup_event: '回答订阅', subscribe_msg_change_event: '改订阅设置', subscribe_msg_sent_event: '订阅消息结果',
  wxa_media_check: '内容检查结果', user_enter_tempsession: '进入客服', user_authorization_revoke: '撤回授权', unknown: '没见过的',
  qualification_verify_fail: '资质认证没过', naming_verify_fail: '名称认证没过', annual_renew: '该年审了', verify_expired: '认证过期',
}
export const typeWord = (type: string) => types[type] ?? type

const refusals: Record<string, string> = {
  bad_signature: '签名不对，不是微信发的', not_for_us: '不是发给本账号的', bad_xml: '内容读不懂', bad_body: '内容读不懂', too_large: '太大', not_taken: '系统没接住，微信会再发',
}
export const refusalWord = (why: string) => refusals[why] ?? why

const paths: Record<string, string> = {
  '/cgi-bin/stable_token': '取令牌', '/cgi-bin/message/custom/send': '发对话', '/cgi-bin/message/template/send': '发模板消息',
  '/cgi-bin/message/subscribe/send': '发小程序订阅', '/cgi-bin/message/subscribe/bizsend': '发服务号订阅', '/cgi-bin/media/get': '取照片语音',
  '/cgi-bin/media/upload': '传照片', '/cgi-bin/user/info': '查关注', '/cgi-bin/menu/create': '建菜单', '/cgi-bin/qrcode/create': '做二维码',
  '/sns/jscode2session': '小程序登录', '/sns/oauth2/access_token': '网页登录', '/cv/ocr/idcard': '认身份证', '/cv/ocr/bizlicense': '认执照', '/wxa/msg_sec_check': '查文字', '/wxa/media_check_async': '查照片',
}
export const pathWord = (path: string) => path === '' ? '整个账号' : paths[path] ?? path

export const span = (seconds: number) => seconds < 60 ? '不到1分钟' : seconds < 5400 ? `${Math.round(seconds / 60)}分钟` : `${(seconds / 3600).toFixed(1)}小时`
