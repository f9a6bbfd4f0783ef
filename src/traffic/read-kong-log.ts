/** A line of Kong's log serializer, as http-log, file-log, tcp-log and others write it (Kong's plugin documents). */
import { z } from 'zod'
import type { ObservedRequest, ObservedResponse, TrafficRecord } from './observed-request.ts'
import { problemAt } from './problem-at.ts'
import { targetOf } from './target-of.ts'

const headerValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])
const bytes = z.coerce.number().nonnegative().optional()

const logLine = z.object({
  started_at: z.number().optional(),
  client_ip: z.string().optional(),
  request: z.object({
    method: z.string().min(1),
    uri: z.string().min(1),
    url: z.string().optional(),
    size: bytes,
    headers: z.record(z.string(), headerValue).default({}),
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
  return { kind: 'request', request: { position, ...at, ...observed(parsed.data) } }
}

/** The serializer redacts credentials; such a header says that there was one, not which. */
function observed(of: LogLine): Omit<ObservedRequest, 'position' | 'target'> {
  const { request, client_ip, started_at } = of
  const url = request.url === undefined ? undefined : targetOf(request.url)
  const host = headerText(request.headers.host) ?? url?.host
  return {
    method: request.method,
    headers: Object.entries(request.headers).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map(text => [name, String(text)] as const),
    ),
    ...(started_at === undefined ? {} : { at: started_at }),
    ...(url?.scheme === undefined ? {} : { scheme: url.scheme }),
    ...(host === undefined ? {} : { host }),
    ...(client_ip === undefined ? {} : { clientIp: client_ip }),
    ...(request.size === undefined ? {} : { requestBytes: request.size }),
    ...consumerOf(of.consumer),
    ...answerOf(of),
  }
}

function headerText(value: z.infer<typeof headerValue> | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value?.toString()
}

function consumerOf(of: LogLine['consumer']): Pick<ObservedRequest, 'consumer'> {
  if (of === undefined || of === null) return {}
  return {
    consumer: {
      ...(of.id === undefined ? {} : { id: of.id }),
      ...(typeof of.username === 'string' ? { username: of.username } : {}),
      ...(typeof of.custom_id === 'string' ? { custom_id: of.custom_id } : {}),
    },
  }
}

function answerOf({ response, latencies, upstream_status }: LogLine): { response?: ObservedResponse } {
  if (response === undefined) return {}
  const upstream = Number(
    String(upstream_status ?? '')
      .split(/[,:\s]+/)
      .at(-1),
  )
  return {
    response: {
      status: response.status,
      ...(upstream >= 100 ? { upstreamStatus: upstream } : {}),
      ...(response.size === undefined ? {} : { bytes: response.size }),
      ...(latencies?.request === undefined ? {} : { latencyMilliseconds: latencies.request }),
    },
  }
}
