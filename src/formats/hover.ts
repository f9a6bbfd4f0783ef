/** What the plugin's schema and the findings say about a place of the document. */
import type { GatewayRelease } from '#plugin/release.ts'
import type { TextRange } from './diagnostic.ts'
import type { DocumentReading } from './document-reading.ts'
import { factsOf, fieldSchema } from './field-help.ts'

export interface Hover {
  /** `config.queue.max_batch_size` */
  field: string
  /** Type, default and limits in one line. */
  detail: string
  documentation: string
  /** Why the findings at this place matter, each once. */
  reasons: string[]
}

/** What there is to say about an offset (UTF-16 units); undefined outside of metering-and-billing rows. */
export function hoverAt(
  reading: DocumentReading,
  offset: number,
  release: GatewayRelease,
): Hover | undefined {
  const path = reading.pathAt(offset)
  const row = reading.plugins.find(plugin => plugin.path.every((step, index) => path[index] === step))
  const field = row && path.slice(row.path.length)
  const last = field?.at(-1)
  if (field === undefined || last === undefined) return undefined
  const schema = fieldSchema(release, field)
  if (schema === undefined) return undefined
  const required = fieldSchema(release, field.slice(0, -1))?.required?.includes(String(last)) ?? false
  const here = ({ start, end }: TextRange) => start <= offset && offset <= end
  const reasons = reading.diagnostics.flatMap(({ range, why }) => (here(range) && why ? [why] : []))
  return {
    field: field.join('.'),
    detail: factsOf(schema, required),
    documentation: schema.description ?? '',
    reasons: [...new Set(reasons)],
  }
}
