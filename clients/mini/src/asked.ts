import type { Asked, Only } from './types'

/** Whether a question is asked now: the same rule as the server's (FormBody.Showing). */
export function holds(only: Only | null, text: string | null | undefined): boolean {
  if (!only) return true
  const said = text ?? ''
  switch (only.op) {
    case 'filled': return said !== ''
    case 'empty': return said === ''
    case '=': return said.split('、').includes(only.value)
    case '!=': return said === '' || !said.split('、').includes(only.value)
    case '>=': return said !== '' && Number(said) >= Number(only.value)
    default: return said !== '' && Number(said) <= Number(only.value)
  }
}

/** What stands in a box: what was typed, else what is known. */
export const textOf = (question: Asked | undefined, answers: Record<string, string>) =>
  question ? answers[question.label] ?? question.known ?? '' : ''
