/** A scenario's requests, one after the other in the order of time: however many there are, none is kept. */
import type { Application } from '#entities/application.ts'
import type { GatewayState } from '#entities/gateway-state.ts'
import type { HeaderList } from '#metering/exchange.ts'
import { createAiDraw } from './ai-plan.ts'
import { arrivalsOf } from './arrivals.ts'
import { applicationHeaders, type CallerHeaders, callerHeaders } from './caller-headers.ts'
import type { PlannedAnswer, PlannedRequest } from './planned-request.ts'
import { createRandom, type Random, weightedPick } from './random.ts'
import type { Answer, Caller, Scenario, ScenarioRequest, Stage } from './scenario.ts'
import { createTextWriter } from './write-texts.ts'

/** What of a scenario cannot be played with this configuration: where in it, and why. */
export interface ScenarioProblem {
  path: readonly (string | number)[]
  message: string
}

export type GeneratedRequests =
  | {
      /** How many there are; of those at random, how many are to be expected. */
      count: number
      /** Iterating again gives the same again. */
      requests: Iterable<PlannedRequest>
    }
  | { problems: ScenarioProblem[] }

/** Prepares a scenario's requests for a configuration and its Dev Portal applications, where callers find their credentials. */
export function generateRequests(
  scenario: Scenario,
  state: GatewayState,
  applications: readonly Application[] = [],
): GeneratedRequests {
  const problems: ScenarioProblem[] = []
  const place = { state, applications, problems }
  const prepared = {
    scenario,
    byHand: scenario.requests.map((request, index) => {
      const { host = scenario.host } = request
      const fixedHeaders = clientHeaders(host, request, { ...place, path: ['requests', index] })
      return prepareRequest(request, { scenario, fixedHeaders })
    }),
    stages: scenario.stages.map((stage, index) => {
      const clients = stage.callers.map((caller, at) =>
        clientHeaders(scenario.host, caller, { ...place, path: ['stages', index, 'callers', at] }),
      )
      return prepareStage(stage, { scenario, clients })
    }),
  }
  if (problems.length > 0) return { problems }
  return { count: countOf(scenario), requests: { [Symbol.iterator]: () => allRequests(prepared) } }
}

function countOf({ requests, stages }: Scenario): number {
  const byHand = requests.reduce((sum, { repeat }) => sum + repeat, 0)
  return stages.reduce(
    (sum, { rate, for: duration }) => sum + Math.round(((rate.from + rate.to) / 2) * duration),
    byHand,
  )
}

/** A request at the moment it is made. */
type MakeRequest = (at: number, random: Random) => PlannedRequest

interface Prepared {
  scenario: Scenario
  byHand: readonly MakeRequest[]
  stages: readonly MakeRequest[]
}

/** Each source has its own chance, so that requests by hand do not change what the stages draw. */
function* allRequests(prepared: Prepared): Generator<PlannedRequest> {
  const sources = [requestsByHand(prepared), stagedRequests(prepared)] as const
  let [one, other] = [sources[0].next(), sources[1].next()]
  while (!one.done || !other.done) {
    if (!one.done && (other.done || one.value.at <= other.value.at)) {
      yield one.value
      one = sources[0].next()
    } else if (!other.done) {
      yield other.value
      other = sources[1].next()
    }
  }
}

function* requestsByHand({ scenario, byHand }: Prepared): Generator<PlannedRequest> {
  const random = createRandom(scenario.seed)
  const moments = scenario.requests.flatMap(({ at, repeat, every }, index) =>
    Array.from({ length: repeat }, (_, time) => ({ at: at + time * every, index })),
  )
  for (const { at, index } of moments.toSorted((one, other) => one.at - other.at)) {
    const make = byHand[index]
    if (make !== undefined) yield make(at, random)
  }
}

function* stagedRequests({ scenario, stages }: Prepared): Generator<PlannedRequest> {
  const random = createRandom(scenario.seed)
  let start = 0
  for (const [index, stage] of scenario.stages.entries()) {
    const make = stages[index]
    if (make === undefined) continue
    for (const at of arrivalsOf(stage, random)) yield make(start + at, random)
    start += stage.for
  }
}

interface Place {
  state: GatewayState
  applications: readonly Application[]
  problems: ScenarioProblem[]
  path: readonly (string | number)[]
}

const JSON_BODY = ['Content-Type', 'application/json']

/** The headers that come with a client, whatever it asks for. */
function clientHeaders(
  host: string,
  caller: Pick<Caller, 'consumer' | 'application' | 'headers'>,
  place: Place,
): HeaderList {
  const hasAgent = Object.keys(caller.headers).some(name => name.toLowerCase() === 'user-agent')
  const headers = ['Host', host, ...(hasAgent ? [] : ['User-Agent', 'metering-studio'])]
  const sent = new Map<string | undefined, string>()
  for (const [field, credential] of credentialsOf(caller, place)) {
    const problem = 'problem' in credential ? credential.problem : sentTwice(credential, sent)
    if (problem !== undefined) place.problems.push({ path: [...place.path, field], message: problem })
    if ('problem' in credential) continue
    headers.push(...credential.headers)
    sent.set(credential.headers[0]?.toLowerCase(), field)
  }
  return headers
}

/** A key may come once: key-auth and the application's authentication answer a second one with 401. */
function sentTwice(
  { headers: [name] }: { headers: readonly string[] },
  sent: ReadonlyMap<string | undefined, string>,
): string | undefined {
  const other = sent.get(name?.toLowerCase())
  if (other === undefined) return undefined
  return `the ${other} sends its key in the header ${name}, too, and Kong refuses two keys in one: leave one of them out, or name another header in key-auth's key_names`
}

/** By the caller's field. Both may be needed: key-auth runs before an application's key is looked at. */
function credentialsOf(
  { consumer, application }: Pick<Caller, 'consumer' | 'application'>,
  { state, applications }: Place,
): [field: string, CallerHeaders][] {
  const found: [string, CallerHeaders][] = []
  if (consumer !== undefined) found.push(['consumer', callerHeaders(state, consumer)])
  if (application !== undefined) {
    found.push(['application', applicationHeaders(applications, application)])
  }
  return found
}

function prepareRequest(
  request: ScenarioRequest,
  { scenario, fixedHeaders }: { scenario: Scenario; fixedHeaders: HeaderList },
): MakeRequest {
  const { path, headers, query } = request
  const isJson = request.ai !== undefined && request.body === undefined
  const sent = isJson ? [...fixedHeaders, ...JSON_BODY] : fixedHeaders
  const write = createTextWriter({ path, fixedHeaders: sent, headers: [headers], query: [query] })
  const drawAi = request.ai && createAiDraw(request.ai)
  return (at, random) => {
    const written = write(random)
    const planned = {
      at,
      method: request.method,
      uri: written.uri,
      scheme: request.scheme ?? scenario.scheme,
      headers: written.headers,
      clientIp: request.client_ip,
      ...bodyOf(request, random),
      answer: answerOf(request.answer, random),
    }
    return drawAi === undefined ? planned : withAi(planned, drawAi(random))
  }
}

const encoder = new TextEncoder()

function bodyOf({ body, body_bytes }: ScenarioRequest, random: Random) {
  const bodyBytes = random.whole(body_bytes)
  return body === undefined ? { bodyBytes } : { body, bodyBytes: encoder.encode(body).byteLength }
}

function prepareStage(
  stage: Stage,
  { scenario, clients }: { scenario: Scenario; clients: readonly HeaderList[] },
): MakeRequest {
  const pickCaller = weightedPick(
    stage.callers.map((caller, index) => ({
      weight: caller.weight,
      client_ip: caller.client_ip,
      pickRoute: weightedPick(
        stage.routes.map(route => ({
          weight: route.weight,
          method: route.method,
          write: createTextWriter({
            path: route.path,
            fixedHeaders: [...(clients[index] ?? []), ...(stage.ai === undefined ? [] : JSON_BODY)],
            headers: [stage.headers, route.headers, caller.headers],
            query: [stage.query, route.query, caller.query],
          }),
        })),
      ),
    })),
  )
  const pickAnswer = weightedPick(stage.answers)
  const drawAi = stage.ai && createAiDraw(stage.ai)
  return (at, random) => {
    const { client_ip, pickRoute } = pickCaller(random)
    const { method, write } = pickRoute(random)
    const { uri, headers } = write(random)
    const planned = {
      at,
      method,
      uri,
      scheme: scenario.scheme,
      headers,
      clientIp: client_ip,
      bodyBytes: random.whole(stage.body_bytes),
      answer: answerOf(pickAnswer(random), random),
    }
    return drawAi === undefined ? planned : withAi(planned, drawAi(random))
  }
}

/** A body written by hand stays: it has the prompt. */
function withAi(planned: PlannedRequest, { body, answer }: ReturnType<ReturnType<typeof createAiDraw>>) {
  const asked = planned.body === undefined ? { body, bodyBytes: body.length } : {}
  return { ...planned, ...asked, answer: { ...planned.answer, ai: answer } }
}

function answerOf(answer: Omit<Answer, 'weight'>, random: Random): PlannedAnswer {
  const { status, latency, bytes, failure } = answer
  const planned = { status, latency: random.between(latency), bytes: random.whole(bytes) }
  return failure === undefined ? planned : { ...planned, failure }
}
