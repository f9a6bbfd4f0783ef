/** How the verdicts of the coverage are shown: a shape, a word and a colour. */
import type { CoverageVerdict } from '#gateway/coverage.ts'
import type { Tone } from '#ui/badge.tsx'

export const verdicts = ['metered', 'not_metered', 'no_subject'] as const satisfies CoverageVerdict[]

interface VerdictLook {
  tone: Tone
  glyph: string
  label: string
  /** In a sentence: "Nothing here is not metered". */
  word: string
}

export const verdictLooks: Record<CoverageVerdict, VerdictLook> = {
  metered: { tone: 'ok', glyph: '●', label: 'Metered', word: 'metered' },
  not_metered: { tone: 'neutral', glyph: '○', label: 'Not metered', word: 'not metered' },
  no_subject: { tone: 'drop', glyph: '◇', label: 'Subject never found', word: 'without a subject' },
}
