import { scopeText } from '#formats/rescope.ts'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import { useCompareDraft } from './compare-draft.ts'
import { useOtherSide } from './other-side.tsx'
import { readBook } from './read-book.ts'
import type { AskedComparison } from './use-comparison.ts'
import { useOtherChoices } from './use-other-document.ts'
import type { TrafficChoice } from './use-traffics.ts'

/** What the form asks for, or what it still lacks. */
export function useAskedComparison(
  traffics: readonly TrafficChoice[],
): AskedComparison | { problem: string } {
  const { name, document: a } = useSimulatedWorkspace()
  const { traffic: chosen, document, scope, prices } = useCompareDraft()
  const label = useOtherChoices().find(({ value }) => value === document)?.label
  const b = useOtherSide()
  const { traffic, label: trafficLabel } = traffics[chosen] ?? traffics[0] ?? {}
  const read = prices === undefined ? undefined : readBook(prices)
  if (traffic === undefined || trafficLabel === undefined) return { problem: 'There is no traffic yet' }
  if (b === undefined || label === undefined) return { problem: 'There is no document B yet' }
  if (read !== undefined && 'problems' in read) return { problem: 'The price book of B has errors' }
  const ofB = [
    label,
    `gateway ${b.release}`,
    ...(scope === '' ? [] : [`scope ${scopeText(JSON.parse(scope).scope)}`]),
    ...(read === undefined ? [] : ['other prices']),
  ]
  return {
    job: { a, b, traffic },
    book: read?.book,
    subject: { a: `${name}, gateway ${a.release}`, b: ofB.join(', '), traffic: trafficLabel },
  }
}
