import { ref } from 'vue'
import { sayOf } from './http'

/** One thing at a time: while the network is at work a second tap is not heard. What went wrong is said in words. */
export function useAttempt() {
  const busy = ref(false)
  const trouble = ref('')

  async function attempt(work: () => Promise<void>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    trouble.value = ''
    try { await work() } catch (error) { trouble.value = sayOf(error) }
    busy.value = false
    return !trouble.value
  }

  return { busy, trouble, attempt }
}
