import { expect, test } from 'vitest'
import { createForwarding } from '#api/forwarding.ts'
import type { Capture } from '#api/forwarding-contract.ts'
import { captured } from './captured.ts'
import { createExchangeLog, type LoggedExchange } from './exchange-log.ts'

function logged(method: string, uri: string, status: number): LoggedExchange {
  const request = { id: uri, method, uri, startedAt: 0, clientIp: '127.0.0.1', headers: [] }
  return {
    pass: { request, headers: [], steps: [] },
    ending: { status, responseBytes: 0, requestBytes: 0, upstream: undefined },
    durationMilliseconds: 1,
    outcome: undefined,
    events: [],
    explain: () => [],
  } as unknown as LoggedExchange
}

const all = [logged('GET', '/orders?a=1', 200), logged('POST', '/orders', 503), logged('GET', '/health', 404)]

test.for<[Partial<Capture>, string[]]>([
  [{}, ['GET /orders', 'POST /orders', 'GET /health']],
  [{ methods: ['GET'] }, ['GET /orders', 'GET /health']],
  [{ paths: ['/orders'] }, ['GET /orders', 'POST /orders']],
  [{ statuses: ['5xx', '404'] }, ['POST /orders', 'GET /health']],
  [{ methods: ['GET'], statuses: ['5xx'] }, []],
])('%j keeps %j', ([capture, kept]) => {
  const forwarding = createForwarding()
  forwarding.setCapture({ methods: [], paths: [], statuses: [], ...capture })
  const log = captured(createExchangeLog(), forwarding)
  for (const exchange of all) log.add(exchange)
  const { exchanges, total } = log.page({ limit: 10 })
  expect(exchanges.map(({ method, uri }) => `${method} ${uri.split('?')[0]}`).toReversed()).toEqual(kept)
  expect(total).toBe(kept.length)
})
