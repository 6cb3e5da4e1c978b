/** WeChat asks the user itself, by template; it does so only during a tap. Resolves with accept, reject, ban or filter by template. */
export const canAsk = true
export const askWeChat = (ids: string[]): Promise<Record<string, string>> => new Promise(resolve => uni.requestSubscribeMessage({
  tmplIds: ids,
  success: answers => resolve(answers as unknown as Record<string, string>),
  fail: () => resolve({}), // the user's main switch is off, or WeChat is too old: then nothing was allowed
}))
