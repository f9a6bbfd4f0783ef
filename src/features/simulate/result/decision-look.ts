import type { Tone } from '#ui/badge.tsx'
import type { Decision } from '../run/job.ts'

/** How a decision looks and is called. */
export const decisionLooks: Readonly<Record<Decision, { glyph: string; tone: Tone; word: string }>> = {
  emitted: { glyph: '●', tone: 'accent', word: 'emitted' },
  dropped: { glyph: '◇', tone: 'drop', word: 'dropped' },
  not_metered: { glyph: '○', tone: 'neutral', word: 'not metered' },
  no_plugin: { glyph: '○', tone: 'neutral', word: 'no plugin' },
}
