/** A web page cannot ask for WeChat's subscriptions. */
export const canAsk = false
export const askWeChat = (_ids: string[]): Promise<Record<string, string>> => Promise.resolve({})
