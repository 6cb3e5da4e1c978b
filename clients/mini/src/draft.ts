import { onUnmounted, reactive, watch } from 'vue'
import { newKey } from './keys'
import { arrival, draftName, handIn, letterOf } from './outbox'
import type { Body } from './outbox'
import { sayOf } from './http'
import { signedIn } from './session'

/**
 * A form that outlives its page: what was filled in is there again after a reload or a call in between. Its key is the
 * case's key, so that handing it in twice still makes one case.
 */
export function useDraft<T extends object, Answer>(blank: () => T, arrived: (answer: Answer) => void) {
  const form = reactive({ key: newKey(), ...blank() }) as T & { key: string }
  const progress = reactive({ sending: false, why: '' })
  let page = ''
  let closed = false
  onUnmounted(() => { closed = true })

  async function open(address: string) {
    await signedIn()
    page = address
    Object.assign(form, uni.getStorageSync(draftName(page)) || {})
    watch(form, () => {
      if (!closed) keep()
      if (!progress.sending) progress.why = ''
    })
    const letter = letterOf(form.key)
    if (letter?.state === 'refused') progress.why = letter.why
    else if (letter) follow(arrival<Answer>(form.key))
  }

  function keep() {
    if (JSON.stringify({ ...form, key: '' }) === JSON.stringify({ key: '', ...blank() })) uni.removeStorageSync(draftName(page))
    else uni.setStorageSync(draftName(page), form)
  }

  const send = (path: string, body: object) => follow(handIn<Answer>(path, page, { ...body, key: form.key } as Body))

  async function follow(answer: Promise<Answer>) {
    const { key } = form
    Object.assign(progress, { sending: true, why: '' })
    try {
      const made = await answer
      if (closed || form.key !== key) return // the page was left, or is at the next form already
      closed = true
      progress.sending = false
      arrived(made)
    } catch (error) {
      if (form.key === key) Object.assign(progress, { sending: false, why: sayOf(error) })
    }
  }

  /** A clean sheet for the next one. */
  function startOver() {
    closed = false
    Object.assign(form, blank(), { key: newKey() })
    Object.assign(progress, { sending: false, why: '' })
  }

  return { form, progress, open, send, startOver }
}
