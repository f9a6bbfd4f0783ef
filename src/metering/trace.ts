/** The decision trace: what the engine decided about one request, step by step, as the engine itself recorded it. */
import { z } from 'zod'

const traceSteps = [
  'route',
  'service',
  'authentication',
  'plugin',
  'condition',
  'upstream',
  'ai',
  'status',
  'subject',
  'attribute',
  'event',
  'queue',
  'delivery',
] as const

export const traceStep = z.object({
  step: z.enum(traceSteps),
  /** `failed` ends the request's way to an event; `skipped` did not apply. */
  outcome: z.enum(['ok', 'failed', 'skipped']),
  /** What happened with the values in and out, one line: `header x-tenant-id = (absent)`. */
  summary: z.string(),
  /** The entity and field that the step read, as a path in the document. */
  path: z.array(z.union([z.string(), z.number()])).optional(),
  /** The rule behind it, in the documents' sense, with its source. */
  why: z.string().optional(),
})
export type TraceStep = z.infer<typeof traceStep>
