/**
 * What Kong accepts but an operator would regret: a table of rules over a plugin's config, each a pure function, by
 * subject. Every rule has a case that raises it and one that does not in `advice.test.ts`. What concerns several rows
 * of a document stands in `formats/document-advice.ts`.
 */
import { attributeRules } from './advice-attributes.ts'
import { connectionRules } from './advice-connection.ts'
import { endpointRules } from './advice-endpoint.ts'
import { lookUpRules } from './advice-look-ups.ts'
import { meterRules } from './advice-meters.ts'
import { queueRules } from './advice-queue.ts'
import type { AdviceContext, Finding, Rule } from './advice-rule.ts'
import { subjectRules } from './advice-subject.ts'
import type { MeteringConfig } from './config.ts'

export const adviceRules: readonly Rule[] = [
  ...subjectRules,
  ...meterRules,
  ...attributeRules,
  ...lookUpRules,
  ...endpointRules,
  ...connectionRules,
  ...queueRules,
]

/** Everything that is worth saying about a valid config. */
export function advice(config: MeteringConfig, context: AdviceContext): Finding[] {
  return adviceRules.flatMap(({ find, code, severity, why }) =>
    find(config, context).map(found => ({ code, severity, ...(why && { why }), ...found })),
  )
}
