/** The one reader of the studio's document, a decK state file: form, source, exports, gateway and command line share it. */
import type { ConditionLanguages } from '#conditions/condition.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import { reportAdvice } from './document-advice.ts'
import { type DocumentReading, readDocumentWith } from './document-reading.ts'

/**
 * Reads a state file for a gateway release. Never throws; what is wrong is in `diagnostics`. Without `conditions`,
 * which are heavy to load, the expressions of `condition` are not checked.
 */
export function readDocument(
  text: string,
  release: GatewayRelease,
  conditions?: ConditionLanguages,
): DocumentReading {
  return readDocumentWith({ conditions, advise: reportAdvice }, text, release)
}
