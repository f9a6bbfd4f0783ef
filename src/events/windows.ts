/** The windows of time that usage is summed up in. */
import { z } from 'zod'

/** Konnect API, MeterQueryRequest: minute, hour, day and month, as ISO 8601 durations. */
export const granularity = z.enum(['PT1M', 'PT1H', 'P1D', 'P1M'])
export type Granularity = z.infer<typeof granularity>
