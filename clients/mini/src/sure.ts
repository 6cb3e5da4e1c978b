import { ref } from 'vue'

/** What cannot be undone by a tap is tapped twice, with a pause in between: a thumb that trembles taps twice at once. */
export function useSure() {
  const pauseMs = 700
  const asked = ref('')
  let at = 0

  /** True at the second tap on the same thing. */
  function sure(what: string): boolean {
    const again = asked.value === what
    if (again && Date.now() - at < pauseMs) return false
    asked.value = again ? '' : what
    at = Date.now()
    return again
  }

  return { asked, sure }
}
