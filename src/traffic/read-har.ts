/** Requests of a HAR file (HTTP Archive 1.2), as browsers and proxies save them. */
import { z } from 'zod'
import type { ObservedRequest, ObservedResponse, TrafficRecord } from './observed-request.ts'
import { problemAt } from './problem-at.ts'
import { targetOf } from './target-of.ts'

const pair = z.object({ name: z.string(), value: z.string() })
/** HAR writes -1 for what is not known. */
const known = z
  .number()
  .optional()
  .transform(value => (value === undefined || value < 0 ? undefined : value))

const entry = z.object({
  startedDateTime: z.string().optional(),
  time: known,
  request: z.object({
    method: z.string().min(1),
    url: z.string(),
    headers: z.array(pair).default([]),
    headersSize: known,
    bodySize: known,
    postData: z.object({ text: z.string().optional() }).optional(),
  }),
  response: z
    .object({ status: z.number(), headersSize: known, bodySize: known, _transferSize: known })
    .optional(),
})
type Entry = z.infer<typeof entry>

const har = z.object({ log: z.object({ entries: z.array(z.unknown()) }) })

/** One record per entry, in the file's order. A text that is no HAR is one problem. */
export function readHar(text: string): TrafficRecord[] {
  const parsed = har.safeParse(parseJson(text))
  if (!parsed.success) return [problemAt(1, 'Expected a HAR file: JSON with log.entries.')]
  return parsed.data.log.entries.map((given, index) => readEntry(given, index + 1))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readEntry(given: unknown, position: number): TrafficRecord {
  const parsed = entry.safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return problemAt(position, `Entry ${position}: ${issue?.path.join('.')}: ${issue?.message}.`)
  }
  const { request } = parsed.data
  const at = targetOf(request.url)
  if (at === undefined)
    return problemAt(position, `Entry ${position}: ${request.url.slice(0, 60)} is no http URL.`)
  return { kind: 'request', request: { position, ...at, ...observed(parsed.data) } }
}

/** HTTP/2 records hold pseudo headers such as `:authority`; Host then comes from the URL. */
function observed({
  startedDateTime,
  request,
  response,
  time,
}: Entry): Omit<ObservedRequest, 'position' | 'target'> {
  const at = Date.parse(startedDateTime ?? '')
  const size = (request.headersSize ?? 0) + (request.bodySize ?? 0)
  return {
    method: request.method,
    headers: request.headers
      .filter(({ name }) => !name.startsWith(':'))
      .map(({ name, value }) => [name, value]),
    ...(Number.isNaN(at) ? {} : { at }),
    ...(request.headersSize === undefined ? {} : { requestBytes: size }),
    ...(request.postData?.text === undefined ? {} : { body: request.postData.text }),
    ...answerOf(response, time),
  }
}

/** A browser writes status 0 for a request that got no answer. */
function answerOf(response: Entry['response'], time: number | undefined): { response?: ObservedResponse } {
  if (response === undefined || response.status < 100) return {}
  const bytes =
    response._transferSize ??
    (response.headersSize === undefined ? undefined : response.headersSize + (response.bodySize ?? 0))
  return {
    response: {
      status: response.status,
      ...(bytes === undefined ? {} : { bytes }),
      ...(time === undefined ? {} : { latencyMilliseconds: time }),
    },
  }
}
