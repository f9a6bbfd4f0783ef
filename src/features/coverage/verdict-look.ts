/** How the verdicts of the coverage are shown: a shape, a word and a colour. */
import type { CoverageVerdict } from '#gateway/coverage.ts'
import type { Tone } from '#ui/badge.tsx'

const verdicts = ['metered', 'not_metered', 'no_subject'] as const satisfies CoverageVerdict[]

/** What rows can be asked for: a verdict, and those that may be counted elsewhere, too. */
export const coverageFilters = [...verdicts, 'twice'] as const
export type CoverageFilter = (typeof coverageFilters)[number]

interface VerdictLook {
  tone: Tone
  glyph: string
  label: string
  /** In a sentence: "Nothing here is not metered". */
  word: string
}

export const verdictLooks: Record<CoverageFilter, VerdictLook> = {
  metered: { tone: 'ok', glyph: '●', label: 'Metered', word: 'metered' },
  not_metered: { tone: 'neutral', glyph: '○', label: 'Not metered', word: 'not metered' },
  no_subject: { tone: 'drop', glyph: '◇', label: 'Subject never found', word: 'without a subject' },
  twice: { tone: 'warn', glyph: '●●', label: 'Metered twice?', word: 'metered twice' },
}
