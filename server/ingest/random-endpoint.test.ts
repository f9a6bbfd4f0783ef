import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PluginRow } from '#entities/gateway-state.ts'
import type { EventInFlight } from '#live/exchange-log.ts'
import { createPluginQueues } from '#live/plugin-queues.ts'
import type { SendBatch } from '#live/run-queue.ts'
import { NO_PAGE } from '#metering/event-bytes.ts'
import { meteringConfig, type QueueConfig } from '#plugin/config.ts'
import { createBatchSender } from './send-batch.ts'

/** What the endpoint does with a batch: whether it takes the events, what it says, and what becomes of the connection. */
interface Turn {
  /** `unknown`: it takes them, and the gateway cannot know that. */
  takes: 'yes' | 'no' | 'unknown'
  says: string
  hangsUp?: 'end' | 'destroy' | 'reset'
  /** It does not wait for the body. */
  early?: boolean
}

const OK = 'Content-Length: 2\r\n\r\nok'
const REFUSED = 'Content-Length: 2\r\n\r\nno'

const turns = {
  accepted: { takes: 'yes', says: `HTTP/1.1 202 Accepted\r\n${OK}` },
  'accepted, and closed': {
    takes: 'yes',
    says: `HTTP/1.1 200 OK\r\nConnection: close\r\n${OK}`,
    hangsUp: 'end',
  },
  'accepted, and closed while idle': { takes: 'yes', says: `HTTP/1.1 202 Accepted\r\n${OK}`, hangsUp: 'end' },
  'accepted in HTTP/1.0': { takes: 'yes', says: 'HTTP/1.0 200 OK\r\n\r\nok', hangsUp: 'end' },
  'accepted in chunks': {
    takes: 'yes',
    says: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  },
  'accepted after interim answers': {
    takes: 'yes',
    says: 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
  },
  failed: { takes: 'no', says: `HTTP/1.1 500 Internal Server Error\r\n${REFUSED}` },
  unauthorized: { takes: 'no', says: `HTTP/1.1 401 Unauthorized\r\n${REFUSED}` },
  'too large': { takes: 'no', says: `HTTP/1.1 413 Too Large\r\n${REFUSED}`, hangsUp: 'end', early: true },
  'reset in the middle': { takes: 'no', says: '', hangsUp: 'reset', early: true },
  garbage: { takes: 'unknown', says: 'garbage\r\n\r\n', hangsUp: 'end' },
  'half an answer': {
    takes: 'unknown',
    says: 'HTTP/1.1 202 Accepted\r\nContent-Length: 3\r\n\r\nok',
    hangsUp: 'end',
  },
  reset: { takes: 'unknown', says: '', hangsUp: 'reset' },
  closed: { takes: 'unknown', says: '', hangsUp: 'destroy' },
} satisfies Record<string, Turn>

interface Post {
  type: string
  body: string
}

/** A batch that the endpoint took; `isSure` where the gateway must know it. */
interface Taken extends Post {
  isSure: boolean
}

/** Nothing of it is read. */
const EARLY = { post: { type: '', body: '' }, rest: Buffer.alloc(0) }

/** The first request of the bytes, and what is behind it; undefined while it is not all there. */
function readPost(bytes: Buffer): { post: Post; rest: Buffer } | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  const head = bytes.toString('latin1', 0, Math.max(0, end))
  const length = Number(/Content-Length: (\d+)/.exec(head)?.[1])
  const start = end + 4
  if (end === -1 || bytes.length < start + length) return undefined
  const type = /Content-Type: (.*)/.exec(head)?.[1] ?? ''
  return {
    post: { type, body: bytes.toString('utf8', start, start + length) },
    rest: bytes.subarray(start + length),
  }
}

/** Takes its turns one after the other, then accepts. */
function serve(socket: Socket, nextTurn: () => Turn, taken: Taken[]): void {
  let bytes: Buffer = Buffer.alloc(0)
  let turn: Turn | undefined
  socket.on('error', () => socket.destroy())
  socket.on('data', chunk => {
    bytes = Buffer.concat([bytes, chunk])
    turn ??= nextTurn()
    const found = turn.early === true ? EARLY : readPost(bytes)
    if (found === undefined) return
    // Who ended its side cannot say that it takes what comes then.
    const isHeard = !socket.writableEnded
    if (turn.takes !== 'no') taken.push({ ...found.post, isSure: turn.takes === 'yes' && isHeard })
    if (isHeard) answer(socket, turn)
    bytes = found.rest
    turn = undefined
  })
}

async function anEndpoint(planned: readonly (keyof typeof turns)[]) {
  const queue = [...planned]
  const taken: Taken[] = []
  const sockets = new Set<Socket>()
  const server = net.createServer(socket => {
    sockets.add(socket)
    serve(socket, () => turns[queue.shift() ?? 'accepted'], taken)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3/events`,
    taken,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

function answer(socket: Socket, { says, hangsUp }: Turn): void {
  if (hangsUp === 'end') socket.end(says)
  else if (hangsUp === 'destroy') socket.destroy()
  else if (hangsUp === 'reset') socket.resetAndDestroy()
  else socket.write(says)
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('"\\', '\ud800', '😀'.repeat(9), 'é'.repeat(9000), 'x'.repeat(20_000)),
)
const anyTurns = fc.array(fc.constantFrom(...(Object.keys(turns) as (keyof typeof turns)[])), {
  maxLength: 25,
})
const defaults: QueueConfig = meteringConfig['3.16'].shape.queue.parse({})
const anyOptions = fc
  .record({
    max_batch_size: fc.constantFrom(1, 2, 1000),
    max_entries: fc.constantFrom(3, 10_000),
    max_bytes: fc.constantFrom(undefined, 30_000),
    concurrency_limit: fc.constantFrom(1 as const, 1 as const, -1 as const),
    max_retry_time: fc.constantFrom(-1, 0.01, 60),
    failure_threshold: fc.constantFrom(0, 2),
  })
  .map(options => ({
    ...defaults,
    ...options,
    max_coalescing_delay: 0,
    initial_retry_delay: 0.001,
    max_retry_delay: 0.005,
    breaker_cooldown: 0.005,
  }))
interface Burst {
  row: number
  texts: string[]
  option: number
  pause: boolean
}

/** Events for one of two plugins, one after the other; then the network has its turn, or it has not. */
const anyBursts: fc.Arbitrary<Burst[]> = fc.array(
  fc.record({
    row: fc.nat(1),
    texts: fc.array(anyText, { minLength: 1, maxLength: 8 }),
    option: fc.nat(1),
    pause: fc.boolean(),
  }),
  { maxLength: 10 },
)

function anEvent(id: string, text: string): EventInFlight {
  const json = JSON.stringify({ id, text })
  return {
    event: { id, type: 'kong.api_request', subject: 'alice', json },
    delivery: 'waiting',
    reason: undefined,
    batch: undefined,
    page: NO_PAGE,
    start: 0,
    end: 0,
  }
}

function aRow(id: string): PluginRow {
  return { id, name: 'metering-and-billing', enabled: true, protocols: [], config: {}, tags: [], origin: [] }
}

/** Plays the bursts through the queues of two plugins, whose options change with them, until nothing waits. */
async function deliver(bursts: readonly Burst[], options: readonly QueueConfig[], endpoint: string) {
  const sender = createBatchSender()
  const target = { endpoint, token: 'spat_x', timeoutMilliseconds: 60_000, keepaliveMilliseconds: 60_000 }
  const send: SendBatch = batch => sender.send(batch, { ...target, sslVerify: true })
  const queues = createPluginQueues()
  const events: EventInFlight[] = []
  for (const { row, texts, option, pause } of bursts) {
    const queue = queues.of(aRow(`${row}`), options[option] ?? defaults)
    const added = texts.map((text, index) => anEvent(`${events.length + index}`, text))
    events.push(...added)
    for (const event of added) queue.enqueue(event, send)
    if (pause) await setImmediate()
  }
  await queues.drain()
  await sender.close()
  return events
}

interface SentEvent {
  id: string
}

/** The events of a batch, whose content type must be that of its JSON. */
function eventsOf({ type, body }: Taken): SentEvent[] {
  const parsed: SentEvent | SentEvent[] = JSON.parse(body)
  expect(type).toBe(`application/cloudevents${Array.isArray(parsed) ? '-batch' : ''}+json`)
  return [parsed].flat()
}

test('whatever the endpoint does, each event is taken once, or is lost where nobody can know that it was taken', async () => {
  const anyTwoOptions = fc.tuple(anyOptions, anyOptions)
  await fc.assert(
    fc.asyncProperty(anyTurns, anyTwoOptions, anyBursts, async (planned, options, bursts) => {
      const { endpoint, taken, close } = await anEndpoint(planned)
      const events = await deliver(bursts, options, endpoint)
      close()
      const written = new Map(events.map(({ event }) => [event.id, JSON.parse(event.json)]))
      const sent = taken.flatMap(batch => eventsOf(batch).map(event => ({ event, isSure: batch.isSure })))
      for (const { event } of sent) expect(event).toEqual(written.get(event.id))
      const surely = sent.flatMap(({ event, isSure }) => (isSure ? [event.id] : []))
      const delivered = events.flatMap(({ event, delivery }) => (delivery === 'delivered' ? [event.id] : []))
      expect(surely.toSorted()).toEqual(delivered.toSorted())
      expect(events.filter(({ delivery }) => delivery === 'lost')).toHaveLength(
        events.length - delivered.length,
      )
      expect(events.every(({ page }) => page === NO_PAGE)).toBe(true)
    }),
    { numRuns: 40 },
  )
})
