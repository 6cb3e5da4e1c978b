/** Waiting for the network: longer after each miss, and over at once when the network returns. */
const waiting = new Set<() => void>()

export function rest(misses: number): Promise<void> {
  const longest = Math.min(1000 * 2 ** (misses - 1), 30_000)
  return new Promise(resolve => {
    const wake = () => { clearTimeout(timer); waiting.delete(wake); resolve() }
    // Half of it by chance, so that a building full of phones does not come back in one blow.
    const timer = setTimeout(wake, longest / 2 + Math.random() * longest / 2)
    waiting.add(wake)
  })
}

export const wakeAll = () => [...waiting].forEach(wake => wake())

uni.onNetworkStatusChange(status => { if (status.isConnected) wakeAll() })
// #ifdef H5
addEventListener('online', wakeAll) // the line above hears only of a change of kind in some browsers
// #endif
