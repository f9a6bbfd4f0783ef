/** Where an accepted request goes: the built-in echo, its upstream, or nowhere when that is the gateway itself. */
import type { Socket } from 'node:net'
import type { UpstreamRequest } from '#gateway/access.ts'
import { withoutHeaders } from '#gateway/header-list.ts'
import { proxiedResponseHeaders } from '#gateway/proxied-response-headers.ts'
import { answerFailure, answerUnread } from './answer.ts'
import { answerByEcho } from './answer-by-echo.ts'
import { forward } from './forward.ts'
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

/** Sends the request on, to the upstream or the echo, and the answer back. */
export function proxy(visit: Visit, { upstream, upgrade, pools }: Proxying): void {
  switch (visit.running.upstreamOf(upstream.service)) {
    case 'echo':
      answerByEcho(visit, upstream)
      break
    case 'loop':
      answerUnread(visit, () => answerFailure(visit, loopDetected(upstream)))
      break
    case 'forward':
      if (upgrade === undefined) forwardTo(visit, upstream, pools)
      else upgradeTo(visit, upstream, upgrade)
  }
}

function forwardTo(visit: Visit, upstream: UpstreamRequest, pools: UpstreamPools): void {
  const { request, response } = visit
  const { service, path, headers } = upstream
  visit.cancel = forward({
    request,
    response,
    service,
    pool: pools.poolOf(service),
    method: request.method ?? 'GET',
    path,
    // An upgrade to anything but a WebSocket ends here.
    headers: request.headers.upgrade === undefined ? headers : withoutHeaders(headers, upgradeHeaders),
    ...upstreamAnswers(visit),
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
function upstreamAnswers(visit: Visit) {
  const sentAt = performance.now()
  return {
    onAnswer(status: number, headers: string[]): string[] {
      visit.upstreamStatus = status
      return proxiedResponseHeaders({
        headers,
        pass: visit.pass,
        kongVersion: visit.running.kongVersion,
        upstreamLatency: performance.now() - sentAt,
        proxyLatency: sentAt - visit.startedAt,
      })
    },
    onFailure(failure: { status: number; message: string }): void {
      // nginx records what it answered as the upstream's status, where it came as far as the upstream.
      if (failure.status === 502 || failure.status === 504) visit.upstreamStatus = failure.status
      answerFailure(visit, failure)
    },
  }
}

function upgradeTo(visit: Visit, upstream: UpstreamRequest, { socket, head }: UpgradeAsked): void {
  forwardUpgrade({
    request: visit.request,
    response: visit.response,
    socket,
    head,
    service: upstream.service,
    path: upstream.path,
    headers: upstream.headers,
    ...upstreamAnswers(visit),
  })
}
