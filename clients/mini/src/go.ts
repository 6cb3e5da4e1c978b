let busyUntil = 0

/** Opens a page; two taps of a quick or trembling finger open it once. */
export function go(url: string) {
  if (Date.now() < busyUntil) return
  busyUntil = Date.now() + 1000
  uni.navigateTo({ url, complete: () => { busyUntil = 0 } })
}
