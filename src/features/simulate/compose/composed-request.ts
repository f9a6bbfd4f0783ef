/** A request as the form has it, and as a scenario's. */
import type { z } from 'zod'
import type { Scenario, ScenarioRequest, scenario, Texts } from '#rehearsal/scenario.ts'
import type { ObservedRequest } from '#traffic/observed-request.ts'
import { targetOf } from '#traffic/target-of.ts'
import type { PlayedRequest } from '../run/job.ts'

export interface ComposedHeader {
  name: string
  value: string
}

export interface ComposedAi {
  prompt: number
  completion: number
  streaming: boolean
}

export interface ComposedRequest {
  method: string
  /** Absolute, or a path. */
  url: string
  headers: readonly ComposedHeader[]
  body: string
  /** Whose credential is sent; empty: nobody's. */
  consumer: string
  clientIp: string
  times: number
  /** What the upstream answers. */
  status: number
  latencyMilliseconds: number
  /** What an AI provider answers, too. */
  ai: ComposedAi | undefined
}

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

export const newRequest: ComposedRequest = {
  method: 'GET',
  url: 'http://localhost:8000/anything',
  headers: [],
  body: '',
  consumer: '',
  clientIp: '127.0.0.1',
  times: 1,
  status: 200,
  latencyMilliseconds: 50,
  ai: undefined,
}

type ScenarioInput = z.input<typeof scenario>
type RequestInput = NonNullable<ScenarioInput['requests']>[number]

/** A scenario in which the requests come one after another, each as often as it says, a second apart. */
export function scenarioOf(requests: readonly ComposedRequest[]): ScenarioInput {
  let at = 0
  return {
    requests: requests.map(request => {
      const begins = at
      at += request.times
      return requestInput(request, begins)
    }),
  }
}

function requestInput(request: ComposedRequest, at: number): RequestInput {
  const { method, url, body, consumer, clientIp, times, status, latencyMilliseconds, ai } = request
  const { target, host, scheme } = targetOf(url) ?? { target: url }
  const headers = headersOf(request)
  const named = Object.entries(headers).find(([name]) => name.toLowerCase() === 'host')
  if (named !== undefined) delete headers[named[0]]
  const sentTo = named?.[1] ?? host
  return {
    at,
    repeat: times,
    method: method.toUpperCase(),
    path: target,
    ...(sentTo !== undefined && { host: sentTo }),
    ...(scheme !== undefined && { scheme }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(body !== '' && { body }),
    ...(consumer !== '' && { consumer }),
    client_ip: clientIp,
    answer: { status, latency: latencyMilliseconds / 1000 },
    ...(ai && {
      ai: {
        prompt_tokens: ai.prompt,
        completion_tokens: ai.completion,
        streaming: ai.streaming ? 1 : 0,
      },
    }),
  }
}

/** Repeated headers are one list, as HTTP has it. */
function headersOf({ headers }: ComposedRequest): Record<string, string> {
  const sent = new Map<string, ComposedHeader>()
  for (const { name, value } of headers) {
    if (name.trim() === '') continue
    const known = sent.get(name.toLowerCase())
    sent.set(name.toLowerCase(), {
      name: known?.name ?? name.trim(),
      value: known === undefined ? value : `${known.value}, ${value}`,
    })
  }
  return Object.fromEntries([...sent.values()].map(({ name, value }) => [name, value]))
}

/** The requests of a scenario, for the form; of what is drawn, the first that may come. */
export function composedFrom({ requests, host, scheme }: Scenario): ComposedRequest[] {
  return requests.map(request => ({
    ...newRequest,
    method: request.method,
    url: `${request.scheme ?? scheme}://${request.host ?? host}${request.path}${queryOf(request)}`,
    headers: firstTexts(request.headers),
    body: request.body ?? '',
    consumer: request.consumer ?? '',
    clientIp: request.client_ip,
    times: request.repeat,
    status: request.answer.status,
    latencyMilliseconds: request.answer.latency.min * 1000,
    ai: request.ai && {
      prompt: request.ai.prompt_tokens.min,
      completion: request.ai.completion_tokens.min,
      streaming: request.ai.streaming > 0,
    },
  }))
}

function firstTexts(texts: Texts): ComposedHeader[] {
  return Object.entries(texts).flatMap(([name, { one_of }]) =>
    one_of.slice(0, 1).map(({ value }) => ({ name, value })),
  )
}

function queryOf({ path, query }: ScenarioRequest): string {
  const args = firstTexts(query).map(
    ({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  )
  if (args.length === 0) return ''
  return (path.includes('?') ? '&' : '?') + args.join('&')
}

/** An observed request, for the form. Who sent it is in its headers. */
export function composedFromObserved(observed: ObservedRequest): ComposedRequest {
  const { method, target, scheme = 'http', host, headers, body = '', clientIp, times, response } = observed
  return {
    ...newRequest,
    method: method.toUpperCase(),
    url: host === undefined ? target : `${scheme}://${host}${target}`,
    headers: headers
      .filter(([name]) => !(host !== undefined && name.toLowerCase() === 'host') && !name.startsWith(':'))
      .map(([name, value]) => ({ name, value })),
    body,
    consumer: observed.consumer?.username ?? observed.consumer?.custom_id ?? observed.consumer?.id ?? '',
    ...(clientIp !== undefined && { clientIp }),
    ...(times !== undefined && { times }),
    status: response?.upstreamStatus ?? response?.status ?? newRequest.status,
    latencyMilliseconds: response?.latencyMilliseconds ?? newRequest.latencyMilliseconds,
  }
}

/** A played request, to be sent again: whose it was is in its headers. */
export function composedFromPlayed({
  method,
  uri,
  host,
  headers,
  clientIp,
  status,
}: PlayedRequest): ComposedRequest {
  return {
    ...newRequest,
    method,
    url: host === undefined ? uri : `http://${host}${uri}`,
    headers: headers
      .filter(([name]) => host === undefined || name.toLowerCase() !== 'host')
      .map(([name, value]) => ({ name, value })),
    clientIp,
    status,
  }
}

/** `3 × GET /anything`. */
export function requestText({ method, url, times }: ComposedRequest): string {
  const target = targetOf(url)?.target ?? url
  return `${times === 1 ? '' : `${times} × `}${method} ${target}`
}

/** Which of the composed requests the run's request with this number is one of. */
export function composedIndexOf(requests: readonly ComposedRequest[], number: number): number {
  let last = 0
  return requests.findIndex(({ times }) => {
    last += times
    return number <= last
  })
}
