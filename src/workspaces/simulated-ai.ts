/** The studio's AI provider in the place of a real one: it answers every prompt with as many tokens as it is told. */
import { z } from 'zod'

export const simulatedAi = z.strictObject({
  kind: z.literal('ai'),
  prompt_tokens: z.int().min(0).max(10_000_000).default(12),
  completion_tokens: z.int().min(0).max(100_000).default(34),
  /** Another status than 200 is the provider's error. */
  status: z.int().min(200).max(599).default(200),
  /** Until the answer begins. */
  latency_ms: z.int().min(0).max(600_000).default(0),
  /** Answered by a semantic cache: the model is not called, and the events' cache_status is `Hit`. */
  cached: z.boolean().default(false),
  /** Whether a streamed answer ends with its usage. A request that asks for it (`include_usage`) gets it anyway. */
  stream_usage: z.boolean().default(true),
})
export type SimulatedAi = z.output<typeof simulatedAi>
