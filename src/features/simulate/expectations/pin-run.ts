/** What a run gave, as what it must give from now on. */
import { type Expectation, expectationText } from '#rehearsal/expectations.ts'
import type { RehearsalSummary } from '#rehearsal/summary.ts'

/** Subjects that are pinned each for themselves; the total has the others, too. */
const SUBJECTS = 50

/** A line for the whole run, and one for each subject. */
export function pinnedLines({ requests, events, subjects }: RehearsalSummary): string {
  const total: Expectation = {
    requests: requests.requests,
    events: events.by_type,
    lost: events.lost,
    dropped: requests.dropped + events.dropped,
  }
  const each = subjects
    .slice(0, SUBJECTS)
    // A line of text can name those only.
    .filter(({ subject }) => /^[^#\s][^\n#]*$/.test(subject) && subject !== 'total')
    .map(({ subject, by_type }): Expectation => ({ subject, events: by_type }))
  return [total, ...each].map(expectationText).join('\n')
}
