/** What sources of requests there are, and how they are read: without the readers. */
import { z } from 'zod'

export const trafficSources = ['har', 'kong-log', 'access-log', 'csv', 'openapi', 'curl', 'http'] as const
export type TrafficSource = (typeof trafficSources)[number]

/** What a column of the file tells. `header:NAME` columns become headers. */
export const csvFields = [
  'method',
  'url',
  'host',
  'time',
  'client_ip',
  'status',
  'latency_ms',
  'request_bytes',
  'response_bytes',
  'consumer',
] as const
export type CsvField = (typeof csvFields)[number]

/** By field the column's name; headers by their name. */
export const csvMapping = z.strictObject({
  fields: z.partialRecord(z.enum(csvFields), z.string()),
  headers: z.record(z.string(), z.string()).default({}),
})
export type CsvMapping = z.infer<typeof csvMapping>

export const trafficOptions = z.strictObject({
  /** nginx's `log_format`; `combined` when absent. */
  logFormat: z.string().exactOptional(),
  csv: csvMapping.exactOptional(),
})
export type TrafficOptions = z.infer<typeof trafficOptions>
