/** The tokens of `kong.llm_request` events in two runs, altogether and by subject. */
import type { RequestReport } from './request-report.ts'

/** By the `type` of the event that carries them: those of the prompt and those of the completion. */
export interface TokenCounts {
  request: number
  response: number
}

export interface SubjectTokens {
  tokens_a: number
  tokens_b: number
}

/** Subjects beyond these are counted together. */
const SUBJECTS_LIMIT = 10_000
const OTHERS = '(others)'

export function createTokenTally() {
  const totals = { a: { request: 0, response: 0 }, b: { request: 0, response: 0 } }
  const subjects = new Map<string, SubjectTokens>()

  function of(subject: string): SubjectTokens {
    const known = subjects.get(subject)
    if (known !== undefined) return known
    if (subjects.size >= SUBJECTS_LIMIT && subject !== OTHERS) return of(OTHERS)
    const created = { tokens_a: 0, tokens_b: 0 }
    subjects.set(subject, created)
    return created
  }

  return {
    add(side: 'a' | 'b', { exchange: { ai }, outcome }: RequestReport): void {
      if (ai === undefined || outcome?.kind !== 'emitted') return
      if (!outcome.events.some(({ type }) => type === 'kong.llm_request')) return
      const { prompt_tokens, completion_tokens } = ai
      totals[side].request += prompt_tokens
      totals[side].response += completion_tokens
      of(outcome.subject.subject)[`tokens_${side}`] += prompt_tokens + completion_tokens
    },
    read: (): {
      totals: { a: TokenCounts; b: TokenCounts }
      subjects: ReadonlyMap<string, SubjectTokens>
    } => ({ totals, subjects }),
  }
}
