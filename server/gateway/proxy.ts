/** Where an accepted request goes: the built-in echo, the simulated AI provider, its upstream, or nowhere when that is the gateway itself. */
import type { Socket } from 'node:net'
import type { UpstreamRequest } from '#gateway/access.ts'
import type { UpstreamVisit } from '#gateway/explain-upstream.ts'
import { firstHeader, withoutHeaders } from '#gateway/header-list.ts'
import { proxiedResponseHeaders } from '#gateway/proxied-response-headers.ts'
import type { RunningGateway } from '#live/running-gateway.ts'
import { answerFailure, answerUnread } from './answer.ts'
import { answerByAi } from './answer-by-ai.ts'
import { answerByEcho } from './answer-by-echo.ts'
import { type ForwardFailure, forward } from './forward.ts'
import { forwardUpgrade } from './forward-upgrade.ts'
import type { UpstreamPools } from './upstream-pools.ts'
import type { Visit } from './visit.ts'

/** A connection that asks for an upgrade: what follows the request's head. */
export interface UpgradeAsked {
  socket: Socket
  head: Buffer
}

export interface Proxying {
  upstream: UpstreamRequest
  upgrade: UpgradeAsked | undefined
  pools: UpstreamPools
}

const upgradeHeaders: ReadonlySet<string> = new Set(['upgrade', 'connection'])

/** Sends the request on, to the upstream or who stands in its place, and the answer back. */
export function proxy(visit: Visit, { upstream, upgrade, pools }: Proxying): void {
  const choice = visit.running.upstreamOf(upstream.service)
  const record = recordOf(visit, upstream, sentTo(choice))
  visit.upstream = record
  if (typeof choice === 'object') {
    answerByAi(visit, upstream, choice)
    return
  }
  switch (choice) {
    case 'echo':
      answerByEcho(visit, upstream)
      break
    case 'loop':
      answerUnread(visit, () => answerFailure(visit, loopDetected(upstream)))
      break
    case 'forward':
      if (upgrade === undefined) forwardTo(visit, record, pools)
      else upgradeTo(visit, record, { ...upgrade, guard: pools.guard, tunnels: pools.tunnels })
  }
}

function sentTo(choice: ReturnType<RunningGateway['upstreamOf']>): UpstreamVisit['sentTo'] {
  if (typeof choice === 'object') return choice.cached ? 'cache' : 'ai'
  return choice === 'forward' ? 'upstream' : choice
}

const NO_TRIES: readonly string[] = []

function recordOf(visit: Visit, upstream: UpstreamRequest, sentTo: UpstreamVisit['sentTo']): UpstreamVisit {
  const method = visit.request.method ?? 'GET'
  return { sentTo, method, upstream, failedTries: NO_TRIES, status: undefined, failure: undefined }
}

function forwardTo(visit: Visit, record: UpstreamVisit, pools: UpstreamPools): void {
  const { request, response, pass } = visit
  const { service, path, headers } = record.upstream
  const { onAnswer, onFailure, onBreak } = upstreamAnswers(visit, record)
  visit.cancel = forward({
    request,
    response,
    service,
    pool: pools.poolOf(service),
    method: record.method,
    path,
    // An upgrade to anything but a WebSocket ends here.
    headers: request.headers.upgrade === undefined ? headers : withoutHeaders(headers, upgradeHeaders),
    onAnswer,
    onFailure,
    onBreak,
    onAnswerBytes: pass.ai?.answer.read,
    onRetry: reason => {
      record.failedTries = [...record.failedTries, reason]
    },
    onBodyBytes: bytes => {
      visit.bodyBytes += bytes
    },
  })
}

function loopDetected({ service }: UpstreamRequest): { status: number; message: string } {
  return {
    status: 508,
    message: `Loop detected: the Service ${service.name ?? service.id} points at the gateway itself (${service.host}:${service.port})`,
  }
}

/** What both ways of forwarding do with the upstream's answer. */
function upstreamAnswers(visit: Visit, record: UpstreamVisit) {
  const sentAt = performance.now()
  return {
    onAnswer(status: number, headers: string[]): string[] {
      visit.upstreamStatus = status
      record.status = status
      visit.pass.ai?.answer.begin(status, firstHeader(headers, 'content-type'))
      return proxiedResponseHeaders({
        status,
        headers,
        pass: visit.pass,
        kongVersion: visit.running.kongVersion,
        upstreamLatency: performance.now() - sentAt,
        proxyLatency: sentAt - visit.startedAt,
      })
    },
    onFailure(failure: ForwardFailure): void {
      record.failure = failure.reason
      // nginx records what it answered as the upstream's status, where it came as far as the upstream.
      if (failure.status === 502 || failure.status === 504) visit.upstreamStatus = failure.status
      answerFailure(visit, failure)
    },
    onBreak(reason: string): void {
      record.failure = `the answer broke off: ${reason}`
    },
  }
}

function upgradeTo(
  visit: Visit,
  record: UpstreamVisit,
  upgrade: UpgradeAsked & Pick<UpstreamPools, 'guard' | 'tunnels'>,
): void {
  const { service, path, headers } = record.upstream
  forwardUpgrade({
    request: visit.request,
    response: visit.response,
    ...upgrade,
    service,
    path,
    headers,
    ...upstreamAnswers(visit, record),
  })
}
