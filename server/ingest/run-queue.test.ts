import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { PluginRow } from '#entities/gateway-state.ts'
import type { DeliveryTarget, SendOutcome } from '#live/batch-sender.ts'
import { type EventInFlight, NO_EVENT } from '#live/exchange-log.ts'
import { createPluginQueues } from '#live/plugin-queues.ts'
import { runQueue, type SendBatch } from '#live/run-queue.ts'
import { NO_PAGE } from '#metering/event-bytes.ts'
import { meteringConfig, type QueueConfig } from '#plugin/config.ts'
import { createBatchSender } from './send-batch.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const defaults = meteringConfig['3.16'].shape.queue.parse({})

function anEvent(id: string): EventInFlight {
  return {
    event: { id, type: 'kong.api_request', subject: 'alice', json: JSON.stringify({ id }) },
    delivery: 'waiting',
    reason: undefined,
    batch: undefined,
    page: NO_PAGE,
    start: 0,
    end: 0,
  }
}

function aQueue(options: Partial<QueueConfig> = {}) {
  return runQueue({ ...defaults, ...options, name: 'test' })
}

/** A sender that is never at a loss, and keeps what it was given under a name. */
function aSender(
  sent: [string, string][],
  name: string,
  outcome: SendOutcome = { ok: true, status: 202 },
): SendBatch {
  return async ({ pieces }) => {
    sent.push([name, Buffer.concat(pieces).toString()])
    return outcome
  }
}

describe('conformance with kong/tools/queue.lua', () => {
  test('Q1: the handler is called with the config of the entry', async () => {
    const sent: [string, string][] = []
    const queue = aQueue()
    queue.enqueue(anEvent('1'), aSender(sent, 'A'))
    await queue.whenIdle()
    expect(sent).toEqual([['A', '{"id":"1"}']])
  })

  test('Q3: a later config counts for all that waits', async () => {
    const sent: [string, string][] = []
    const queue = aQueue({ max_batch_size: 10, max_coalescing_delay: 0.1 })
    queue.enqueue(anEvent('1'), aSender(sent, 'A'))
    queue.enqueue(anEvent('2'), aSender(sent, 'B'))
    await queue.whenIdle()
    expect(sent).toEqual([['B', '[{"id":"1"},{"id":"2"}]']])
  })

  test('Q15: a queue that has ended starts again', async () => {
    const sent: [string, string][] = []
    const queue = aQueue()
    queue.enqueue(anEvent('1'), aSender(sent, 'A'))
    await queue.whenIdle()
    queue.enqueue(anEvent('2'), aSender(sent, 'A'))
    await queue.whenIdle()
    expect(sent).toHaveLength(2)
  })
})

/** An ingest endpoint that does with each request what its turn says, then answers 202. */
async function anEndpoint(turns: ((socket: Socket, response: http.ServerResponse) => void)[]) {
  const bodies: string[] = []
  const server = http.createServer(async (request, response) => {
    const chunks = await request.toArray()
    bodies.push(Buffer.concat(chunks).toString())
    const turn = turns.shift()
    if (turn === undefined) response.writeHead(202).end()
    else turn(request.socket, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const target: DeliveryTarget = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3/events`,
    token: 'spat_secret',
    timeoutMilliseconds: 50,
    keepaliveMilliseconds: 60_000,
    sslVerify: true,
  }
  const sender = createBatchSender()
  closers.push(() => sender.close())
  const send: SendBatch = batch => sender.send(batch, target)
  return { bodies, send }
}

describe('against a real endpoint', () => {
  const answers = (status: number) => (_socket: Socket, response: http.ServerResponse) => {
    response.writeHead(status).end()
  }
  const resets = (socket: Socket) => socket.resetAndDestroy()
  const neverAnswers = () => undefined

  test('whatever goes wrong is tried again, until the event is there', async () => {
    const { bodies, send } = await anEndpoint([answers(500), resets, neverAnswers, answers(401)])
    const queue = aQueue()
    const event = anEvent('1')
    queue.enqueue(event, send)
    await queue.whenIdle()
    expect(bodies).toEqual(Array(5).fill('{"id":"1"}'))
    expect(event.delivery).toBe('delivered')
    expect(event.batch?.attempts.map(({ status, error }) => status ?? error)).toEqual([
      500,
      expect.stringMatching(/connection reset by peer$/),
      expect.stringMatching(/timeout$/),
      401,
      202,
    ])
    expect(queue.counts).toEqual({ delivered: 1, lost: 0, dropped: 0 })
  })

  test('an event that is given up is lost with its reason, and the next one has its turn', async () => {
    const { send } = await anEndpoint([answers(503)])
    const queue = aQueue({ max_retry_time: -1 })
    const [first, second] = [anEvent('1'), anEvent('2')]
    queue.enqueue(first, send)
    queue.enqueue(second, send)
    await queue.whenIdle()
    expect([first.delivery, first.reason]).toEqual(['lost', 'delivery gave up: max_retry_time exceeded'])
    expect(second.delivery).toBe('delivered')
    expect(queue.counts).toEqual({ delivered: 1, lost: 1, dropped: 0 })
  })

  test('a full queue drops its oldest events, and each ends once', async () => {
    const { bodies, send } = await anEndpoint([])
    const queue = aQueue({ max_entries: 2, max_batch_size: 2, max_coalescing_delay: 0.1 })
    const events = ['1', '2', '3', '4', '5'].map(anEvent)
    queue.enqueue(events[0] ?? anEvent('1'), send)
    for (const event of events.slice(1)) queue.enqueue(event, send)
    await queue.whenIdle()
    const { delivered, lost, dropped } = queue.counts
    expect(delivered + lost + dropped).toBe(events.length)
    expect(bodies.flatMap(body => JSON.parse(body)).length).toBe(delivered)
    expect(events.filter(({ delivery }) => delivery === 'delivered').length).toBe(delivered)
  })

  test('draining delivers what is left without waiting for more', async () => {
    const { bodies, send } = await anEndpoint([])
    const queue = aQueue({ max_batch_size: 10, max_coalescing_delay: 3600 })
    queue.enqueue(anEvent('1'), send)
    await queue.drain()
    expect(bodies).toEqual(['{"id":"1"}'])
  })
})

describe('the queues of several plugins', () => {
  const row = (id: string, instance_name?: string): PluginRow => ({
    id,
    name: 'metering-and-billing',
    ...(instance_name !== undefined && { instance_name }),
    enabled: true,
    protocols: ['http'],
    config: {},
    tags: [],
    origin: [],
  })

  test('each plugin instance has its own, which lives as long as its options', async () => {
    const queues = createPluginQueues()
    const [one, other] = [queues.of(row('1', 'one'), defaults), queues.of(row('2'), defaults)]
    expect(other).not.toBe(one)
    expect(queues.of(row('1', 'one'), { ...defaults })).toBe(one)
    expect(queues.of(row('1', 'one'), { ...defaults, max_entries: 5 })).not.toBe(one)
    expect(queues.status().map(({ plugin_id, instance_name }) => [plugin_id, instance_name])).toEqual([
      ['1', 'one'],
      ['2', undefined],
    ])
  })

  test('one that is retired delivers what it has, and draining waits for it', async () => {
    const sent: [string, string][] = []
    const queues = createPluginQueues()
    const options = { ...defaults, max_batch_size: 10, max_coalescing_delay: 3600 }
    queues.of(row('1'), options).enqueue(anEvent('old'), aSender(sent, 'old'))
    queues.of(row('1'), { ...options, max_entries: 5 }).enqueue(anEvent('new'), aSender(sent, 'new'))
    await queues.drain()
    expect(sent.toSorted()).toEqual([
      ['new', '{"id":"new"}'],
      ['old', '{"id":"old"}'],
    ])
  })

  test('a lost event is told with its text, if its request is not kept', async () => {
    const told: unknown[] = []
    const queues = createPluginQueues((...lost) => told.push(lost))
    const failing = aSender([], 'A', { ok: false, status: 503, error: 'down' })
    const queue = queues.of(row('1'), { ...defaults, max_retry_time: -1, max_entries: 2 })
    const events = ['1', '2', '3', '4'].map(anEvent)
    for (const [index, one] of events.entries()) {
      queue.enqueue(one, failing)
      if (index > 0) one.event = NO_EVENT
    }
    await queue.whenIdle()
    const attempt = { at: expect.any(Number), status: 503, error: 'down' }
    expect(told).toEqual([
      ['{"id":"2"}', []],
      ['{"id":"3"}', [attempt]],
      ['{"id":"4"}', [attempt]],
    ])
    expect(queues.lost()).toBe(4)
  })
})
