/** Recorded traffic as requests of a rehearsal: what the record does not tell is put in here, and said. */
import type { GatewayState } from '#entities/gateway-state.ts'
import type { ObservedRequest, TrafficProblem, TrafficRecord } from '#traffic/observed-request.ts'
import { type CallerHeaders, callerHeaders } from './caller-headers.ts'
import type { PlannedRequest } from './planned-request.ts'

export interface ReplayOptions {
  state: GatewayState
  /** Where a record is no request, or a request cannot be sent as its record says. */
  onProblem: (problem: TrafficProblem) => void
  /** For requests whose record does not tell; a Route without https takes https, too. */
  scheme?: 'http' | 'https'
}

export interface Replay {
  /** The first request's time in milliseconds since the epoch; undefined when the first record tells none. */
  start: number | undefined
  requests: AsyncIterable<PlannedRequest>
}

/** Between requests whose records tell no time, in seconds. */
const PACE = 1
/** What a record does not tell of its answer. */
const UNKNOWN_ANSWER = { status: 200, latency: 0.05, bytes: 512 }

/** Reads up to the first request, so that the run knows when it begins; the others are read as it goes. */
export async function replayTraffic(
  records: AsyncIterable<TrafficRecord>,
  options: ReplayOptions,
): Promise<Replay> {
  const observed = requestsOf(records, options)
  const { value } = await observed.next()
  const first = value ?? undefined
  const credentials = createCredentials(options)
  const momentOf = createMoments(first?.at)

  async function* planned(): AsyncGenerator<PlannedRequest> {
    // Without `yield*`, which costs a log of gigabytes several turns of the event loop for each line.
    for (let request = first; request !== undefined; request = (await observed.next()).value ?? undefined) {
      const added = { headers: credentials(request), scheme: options.scheme ?? 'https' }
      for (let time = 0; time < (request.times ?? 1); time += 1) {
        yield plannedOf(request, momentOf(time === 0 ? request.at : undefined), added)
      }
    }
  }
  return { start: first?.at, requests: { [Symbol.asyncIterator]: planned } }
}

/**
 * Gives each request its moment, in seconds from the first one. A log has requests in the order of their ends: one that
 * began before the last one begins with it.
 */
function createMoments(start: number | undefined): (at: number | undefined) => number {
  let last: number | undefined
  return at => {
    const told = at === undefined || start === undefined ? undefined : (at - start) / 1000
    last = last === undefined ? (told ?? 0) : Math.max(last, told ?? last + PACE)
    return last
  }
}

async function* requestsOf(
  records: AsyncIterable<TrafficRecord>,
  { onProblem }: ReplayOptions,
): AsyncGenerator<ObservedRequest, void, undefined> {
  for await (const record of records) {
    if (record.kind === 'problem') onProblem(record.problem)
    else yield record.request
  }
}

/** The headers of the Consumer that the record names: a log has no keys. Each that has none is told once. */
function createCredentials({
  state,
  onProblem,
}: ReplayOptions): (request: ObservedRequest) => readonly string[] {
  const known = new Map<string, CallerHeaders>()
  return ({ consumer, position }) => {
    const name = consumer?.username ?? consumer?.custom_id ?? consumer?.id
    if (name === undefined) return []
    const found = known.get(name) ?? callerHeaders(state, name)
    if ('problem' in found && !known.has(name)) {
      onProblem({ position, message: `${found.problem}: its requests are sent without a credential` })
    }
    known.set(name, found)
    return 'headers' in found ? found.headers : []
  }
}

const utf8 = new TextEncoder()

function plannedOf(
  request: ObservedRequest,
  at: number,
  added: { headers: readonly string[]; scheme: 'http' | 'https' },
): PlannedRequest {
  const { method, target, body, clientIp, requestBytes, response } = request
  return {
    at,
    method,
    uri: target,
    scheme: request.scheme ?? added.scheme,
    headers: sentHeaders(request, added.headers),
    clientIp: clientIp ?? '127.0.0.1',
    bodyBytes: body === undefined ? 0 : utf8.encode(body).length,
    ...(body !== undefined && { body }),
    ...(requestBytes !== undefined && { requestBytes }),
    answer: {
      status: response?.upstreamStatus ?? response?.status ?? UNKNOWN_ANSWER.status,
      latency: (response?.latencyMilliseconds ?? UNKNOWN_ANSWER.latency * 1000) / 1000,
      bytes: response?.bytes ?? UNKNOWN_ANSWER.bytes,
    },
  }
}

/** The recorded headers with a Host, then those of the credential. */
function sentHeaders({ headers, host }: ObservedRequest, credential: readonly string[]): string[] {
  const hasHost = headers.some(([name]) => name.length === 4 && name.toLowerCase() === 'host')
  const sent = hasHost ? [] : ['Host', host ?? 'localhost']
  for (const [name, value] of headers) sent.push(name, value)
  for (const part of credential) sent.push(part)
  return sent
}
