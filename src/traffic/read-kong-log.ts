/** A line of Kong's log serializer, as http-log, file-log, tcp-log and others write it (Kong's plugin documents). */
import { z } from 'zod'
import type { ObservedRequest, ObservedResponse, TrafficRecord } from './observed-request.ts'
import { problemAt } from './problem-at.ts'
import { targetOf } from './target-of.ts'

/** Each value a text, a number or a list of texts; looked at where it is used, for there are many. */
const headerMap = z.custom<Readonly<Record<string, unknown>>>(
  value => typeof value === 'object' && value !== null && !Array.isArray(value),
  'Invalid input: expected object',
)
const bytes = z.coerce.number().nonnegative().optional()

const logLine = z.object({
  started_at: z.number().optional(),
  client_ip: z.string().optional(),
  request: z.object({
    method: z.string().min(1),
    uri: z.string().min(1),
    url: z.string().optional(),
    size: bytes,
    headers: headerMap.optional(),
  }),
  response: z.object({ status: z.number(), size: bytes }).optional(),
  latencies: z.object({ request: z.number().optional() }).optional(),
  /** A list when the balancer tried several targets: "502, 200". */
  upstream_status: z.union([z.string(), z.number()]).optional(),
  consumer: z
    .object({
      id: z.string().optional(),
      username: z.string().nullish(),
      custom_id: z.string().nullish(),
    })
    .nullish(),
})
type LogLine = z.infer<typeof logLine>

/** http-log sends arrays of lines when it batches; each element is then a record of the same line. */
export function readKongLogLine(line: string, position: number): TrafficRecord[] {
  if (line.trim() === '') return []
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch (error) {
    return [
      problemAt(position, `Line ${position} is no JSON: ${error instanceof Error ? error.message : error}.`),
    ]
  }
  return (Array.isArray(parsed) ? parsed : [parsed]).map(value => readValue(value, position))
}

function readValue(value: unknown, position: number): TrafficRecord {
  const parsed = logLine.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue?.path.join('.') || 'the line'
    return problemAt(position, `Line ${position}: ${where}: ${issue?.message}.`)
  }
  const at = targetOf(parsed.data.request.uri)
  if (at === undefined) return problemAt(position, `Line ${position}: request.uri is no path.`)
  return { kind: 'request', request: observed(parsed.data, position, at.target) }
}

/** The serializer redacts credentials; such a header says that there was one, not which. */
function observed(of: LogLine, position: number, target: string): ObservedRequest {
  const { request, client_ip: clientIp, started_at: at, consumer } = of
  const url = request.url === undefined ? undefined : targetOf(request.url)
  const host = headerText(request.headers?.host) ?? url?.host
  const read: ObservedRequest = { position, method: request.method, target, headers: headersOf(request) }
  // Assigned one by one: objects put together from spreads cost a log of gigabytes a third of its time.
  if (at !== undefined) read.at = at
  if (url?.scheme !== undefined) read.scheme = url.scheme
  if (host !== undefined) read.host = host
  if (clientIp !== undefined) read.clientIp = clientIp
  if (request.size !== undefined) read.requestBytes = request.size
  if (consumer) read.consumer = consumerOf(consumer)
  const response = answerOf(of)
  if (response !== undefined) read.response = response
  return read
}

function headersOf({ headers = {} }: LogLine['request']): [string, string][] {
  const list: [string, string][] = []
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (!Array.isArray(value)) list.push([name, String(value)])
    else for (const item of value) list.push([name, String(item)])
  }
  return list
}

function headerText(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value
  return first === undefined || first === null ? undefined : String(first)
}

function consumerOf({ id, username, custom_id }: NonNullable<LogLine['consumer']>) {
  const consumer: NonNullable<ObservedRequest['consumer']> = {}
  if (id !== undefined) consumer.id = id
  if (typeof username === 'string') consumer.username = username
  if (typeof custom_id === 'string') consumer.custom_id = custom_id
  return consumer
}

function answerOf({ response, latencies, upstream_status }: LogLine): ObservedResponse | undefined {
  if (response === undefined) return undefined
  const read: ObservedResponse = { status: response.status }
  const upstream = lastStatus(upstream_status)
  if (upstream >= 100) read.upstreamStatus = upstream
  if (response.size !== undefined) read.bytes = response.size
  if (latencies?.request !== undefined) read.latencyMilliseconds = latencies.request
  return read
}

/** Of "502, 200" 200; NaN where there is none. */
function lastStatus(statuses: string | number | undefined): number {
  return Number(/\d+$/.exec(String(statuses ?? ''))?.[0] ?? Number.NaN)
}
