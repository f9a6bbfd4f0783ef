import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { meteringConfig } from '#plugin/config.ts'
import type { Delivery } from './delivery.ts'
import { createQueue, type QueueOptions } from './queue.ts'
import type { QueueEvent } from './queue-event.ts'

type Answer = { ok: boolean; error?: string; takes?: number }
type Handler = (batch: readonly string[], attempt: number) => Answer

const defaults = meteringConfig['3.16'].shape.queue.parse({})
const up: Handler = () => ({ ok: true })
const down: Handler = () => ({ ok: false, error: 'FAIL FAIL FAIL' })

/** A queue on virtual time with a handler that answers after `takes` seconds. `skew` sets the queue's clock off. */
function play(options: Partial<QueueOptions>, handler: Handler) {
  const calls: { at: number; batch: readonly string[]; attempt: number }[] = []
  const events: QueueEvent<string>[] = []
  const answers: { at: number; delivery: Delivery<string>; answer: Answer }[] = []
  let now = 0
  let skew = 0
  const queue = createQueue<string>(
    { ...defaults, name: 'test', ...options },
    {
      deliver(delivery) {
        const answer = handler(delivery.batch, delivery.attempt)
        calls.push({ at: now, batch: delivery.batch, attempt: delivery.attempt })
        answers.push({ at: now + (answer.takes ?? 0), delivery, answer })
      },
      report: event => events.push(event),
    },
  )
  function step(until: number): boolean {
    answers.sort((one, other) => one.at - other.at)
    const [first] = answers
    const wakeAt = (queue.wakeAt() ?? Number.POSITIVE_INFINITY) - skew
    const next = Math.max(now, Math.min(first?.at ?? Number.POSITIVE_INFINITY, wakeAt))
    if (next > until || next === Number.POSITIVE_INFINITY) return false
    now = next
    if (first !== undefined && first.at <= now) {
      answers.shift()
      first.delivery.settle(first.answer.ok, now + skew, first.answer.error)
    } else {
      queue.tick(now + skew)
    }
    return true
  }
  const run = (until = Number.POSITIVE_INFINITY) => {
    while (step(until));
    if (until !== Number.POSITIVE_INFINITY) now = until
  }
  const enqueue = (...entries: string[]) =>
    entries.map(entry => queue.enqueue(entry, entry.length, now + skew))
  const logs = () => events.flatMap(event => (event.kind === 'log' ? [`${event.level} ${event.text}`] : []))
  const batches = () => calls.map(({ batch }) => batch)
  const jump = (seconds: number) => {
    skew += seconds
  }
  return {
    queue,
    calls,
    events,
    enqueue,
    run,
    logs,
    batches,
    jump,
    shutDown: () => queue.shutDown(now + skew),
  }
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `e${index + 1}`)

describe('conformance with kong/tools/queue.lua', () => {
  test('Q2: the log tag stands in the log lines', () => {
    const { enqueue, run, logs } = play({ logTag: 'T', debugLog: true }, up)
    enqueue('One')
    run()
    expect(logs()).toEqual([
      'debug [T] queue test: queue created',
      'debug [T] queue test: processing queue',
      'debug [T] queue test: passing 1 entries to handler',
      'debug [T] queue test: handler processed 1 entries successfully',
      'debug [T] queue test: done processing queue',
    ])
  })

  test('Q3: entries of one coalescing time go out in one call', () => {
    const { enqueue, run, batches } = play({ max_batch_size: 10, max_coalescing_delay: 0.1 }, up)
    enqueue('One')
    enqueue('Two')
    run()
    expect(batches()).toEqual([['One', 'Two']])
  })

  test('Q4: batch size 1 calls the handler for each entry', () => {
    const { enqueue, run, batches } = play({}, up)
    enqueue('One', 'Two')
    run()
    expect(batches()).toEqual([['One'], ['Two']])
  })

  test('Q5: batches messages when max_batch_size is 2', () => {
    const { enqueue, run, batches } = play({ max_batch_size: 2, max_coalescing_delay: 0.1 }, up)
    enqueue('One', 'Two', 'Three', 'Four', 'Five')
    run()
    expect(batches()).toEqual([['One', 'Two'], ['Three', 'Four'], ['Five']])
  })

  test('Q6: batches messages during shutdown', () => {
    const { enqueue, run, calls, batches, shutDown } = play(
      { max_batch_size: 2, max_coalescing_delay: 5 },
      up,
    )
    shutDown()
    enqueue('One', 'Two', 'Three', 'Four', 'Five')
    run()
    expect(batches()).toEqual([['One', 'Two'], ['Three', 'Four'], ['Five']])
    expect(calls.map(({ at }) => at)).toEqual([0, 0, 0.05])
  })

  test('a shutdown is noticed at the next poll, at most a second later', () => {
    const { enqueue, run, calls, shutDown } = play({ max_batch_size: 2, max_coalescing_delay: 60 }, up)
    enqueue('One')
    run(0.5)
    shutDown()
    run()
    expect(calls[0]?.at).toBeCloseTo(1.05, 6)
  })

  test('Q7: observes the max_coalescing_delay parameter', () => {
    const { enqueue, run, batches, calls } = play({ max_batch_size: 2, max_coalescing_delay: 3 }, up)
    enqueue('One')
    run(1)
    enqueue('Two')
    run()
    expect(batches()).toEqual([['One', 'Two']])
    expect(calls[0]?.at).toBe(1)
  })

  test('Q8: retries when sending fails', () => {
    const { enqueue, run, calls } = play({}, (_, attempt) => ({ ok: attempt > 1 }))
    enqueue('Hello')
    run()
    expect(calls).toEqual([
      { at: 0, batch: ['Hello'], attempt: 1 },
      { at: 0.01, batch: ['Hello'], attempt: 2 },
    ])
  })

  test('Q9: gives up sending after retrying', () => {
    const { enqueue, run, logs } = play({ max_retry_time: 1 }, down)
    enqueue('One', 'Two')
    run()
    expect(logs()).toContain('warn [] queue test: handler could not process entries: FAIL FAIL FAIL')
    const lost =
      'error [] queue test: could not send entries due to max_retry_time exceeded. 1 queue entries were lost'
    expect(logs().filter(line => line === lost)).toHaveLength(2)
  })

  test('Q9b: by default an entry is tried 14 times in 81.91 s', () => {
    const { enqueue, run, calls, events } = play({}, down)
    enqueue('One')
    run()
    expect(calls.map(({ at }) => at)).toEqual([
      0, 0.01, 0.03, 0.07, 0.15, 0.31, 0.63, 1.27, 2.55, 5.11, 10.23, 20.47, 40.95, 81.91,
    ])
    expect(events.at(-1)).toMatchObject({ kind: 'lost', at: 81.91, reason: 'max_retry_time' })
  })

  test('Q9c: max_retry_time -1 makes one attempt', () => {
    const { enqueue, run, calls } = play({ max_retry_time: -1 }, down)
    enqueue('One')
    run()
    expect(calls).toHaveLength(1)
  })

  test('a failure without an error says so', () => {
    const { enqueue, run, logs } = play({ max_retry_time: -1 }, () => ({ ok: false }))
    enqueue('One')
    run()
    expect(logs().slice(0, 2)).toEqual([
      'warn [] queue test: handler could not process entries: no error details returned by handler',
      'error [] queue test: handler returned falsy value but no error information',
    ])
  })

  test('Q10: warns when reaching the max_entries capacity threshold', () => {
    const { enqueue, logs } = play({ max_entries: 100 }, down)
    enqueue(...numbered(79))
    expect(logs()).toEqual([])
    enqueue('80')
    expect(logs()).toEqual([])
    enqueue('81')
    expect(logs()).toEqual(['warn [] queue test: queue at 80% capacity'])
    enqueue('82')
    expect(logs()).toHaveLength(1)
  })

  test('Q11: drops entries when reaching the max_entries limit', () => {
    const options = { max_batch_size: 2, max_entries: 2, max_coalescing_delay: 0.1 }
    const { enqueue, run, batches, logs } = play(options, up)
    enqueue('One', 'Two', 'Three', 'Four', 'Five')
    run(1)
    expect(batches()).toEqual([['Four', 'Five']])
    expect(logs()).toContain(
      'error [] queue test: queue full, dropping old entries until processing is successful again',
    )
    expect(logs().at(-1)).toBe('info [] queue test: queue resumed processing')
    enqueue('Six')
    run()
    expect(batches()).toEqual([['Four', 'Five'], ['Six']])
  })

  test('Q12: max_batch_size entries fit again while a batch is with the handler', () => {
    const options = { max_batch_size: 2, max_entries: 2, max_coalescing_delay: 0.1 }
    const { enqueue, run, logs, events } = play(options, (_, attempt) => ({
      ok: attempt > 1,
      error: 'x',
      takes: 1,
    }))
    enqueue('One', 'Two')
    run(0.1)
    enqueue('Three', 'Four')
    run()
    expect(logs().filter(line => line.startsWith('error'))).toEqual([])
    expect(events.filter(({ kind }) => kind === 'delivered')).toHaveLength(2)
  })

  test('Q13: drops entries when it reaches its max_bytes limit', () => {
    const { enqueue, run, batches, logs } = play({ max_bytes: 6 }, up)
    enqueue('1', '22', '333', '4444')
    run(1)
    expect(batches()).toEqual([['4444']])
    expect(logs()).toContain('error [] queue test: byte capacity exceeded, 3 queue entries were dropped')
    enqueue('55555')
    run(2)
    enqueue('666666')
    run()
    expect(batches()).toEqual([['4444'], ['55555'], ['666666']])
  })

  test('Q14: refuses an entry that is longer than max_bytes', () => {
    const { enqueue, run, logs, calls } = play({ max_bytes: 1 }, up)
    expect(enqueue('23')).toEqual([false])
    run()
    expect(calls).toEqual([])
    expect(logs()).toEqual([
      "error [] queue test: string to be queued is longer (2 bytes) than the queue's max_bytes (1 bytes)",
    ])
  })

  test('Q14: takes an entry that is no text, and says that max_bytes does not count it', () => {
    const { queue, run, logs, batches } = play({ max_bytes: 1 }, up)
    expect(queue.enqueue('a table', undefined, 0)).toBe(true)
    run()
    expect(batches()).toEqual([['a table']])
    expect(logs()).toEqual([
      'error [] queue test: queuing non-string entry to a queue that has queue.max_bytes set, capacity monitoring will not be correct',
    ])
  })

  test('Q15: a queue ends when it is empty and starts again', () => {
    const { enqueue, run, queue, calls } = play({}, up)
    expect(queue.phase).toBe('idle')
    enqueue('One')
    expect(queue.phase).toBe('coalescing')
    run(1)
    expect(queue.phase).toBe('idle')
    enqueue('Two')
    run()
    expect(calls).toHaveLength(2)
  })

  test('Q16: sends data in order and within the coalescing time', () => {
    const { enqueue, run, batches, calls } = play({ max_batch_size: 10, max_coalescing_delay: 0.1 }, up)
    enqueue(...numbered(1000))
    run()
    expect(batches().flat()).toEqual(numbered(1000))
    expect(calls.at(-1)?.at).toBeLessThanOrEqual(1)
  })

  test.for([
    ['Q17', 'forward', 1000, 'while queuing'],
    ['Q18', 'backward', -1000, 'while queuing'],
    ['Q19', 'forward', 1000, 'while blocked'],
    ['Q20', 'backward', -1000, 'while blocked'],
  ] as const)('%s: works when the clock jumps %s by %i s %s', ([, , seconds, when]) => {
    const takes = when === 'while blocked' ? 0.5 : 0
    const { enqueue, run, jump, batches, queue } = play({ max_batch_size: 10 }, () => ({ ok: true, takes }))
    enqueue(...numbered(5))
    run(0.2)
    jump(seconds)
    enqueue('after')
    run(10)
    enqueue('last')
    run(2000)
    expect(batches().flat()).toEqual([...numbered(5), 'after', 'last'])
    expect(queue.phase).toBe('idle')
  })

  test.for([
    ['Q21', { retry_count: 123, queue_size: 234, flush_timeout: 345 }],
    ['Q22', { batch_span_count: 234, batch_flush_delay: 345 }],
    ['Q23', { retry_count: 123 }],
  ] as const)('%s: the plugin has none of the legacy parameters that older plugins convert', ([, legacy]) => {
    const config = {
      ingest_endpoint: 'https://ingest.test',
      api_token: 't',
      subject: { look_up_value_in: 'consumer' },
    }
    for (const schema of Object.values(meteringConfig)) {
      expect(schema.safeParse(config).success).toBe(true)
      const [issue] = schema.safeParse({ ...config, ...legacy }).error?.issues ?? []
      expect(issue).toMatchObject({ code: 'unrecognized_keys', keys: Object.keys(legacy) })
    }
  })

  test('Q24: the queue parameters are taken as they are given', () => {
    const given = { max_batch_size: 123, max_coalescing_delay: 234 }
    expect(meteringConfig['3.16'].shape.queue.parse(given)).toMatchObject(given)
  })

  test('Q25: goes on after a hard error in the handler', () => {
    const handler: Handler = batch => (batch[0] === 'Two' ? { ok: false, error: 'hard error' } : { ok: true })
    const { enqueue, run, events, logs } = play({ max_retry_time: 3 }, handler)
    enqueue('One', 'Two', 'Three')
    run()
    expect(events.flatMap(event => (event.kind === 'delivered' ? event.batch : []))).toEqual(['One', 'Three'])
    expect(logs()).toContain('warn [] queue test: handler could not process entries: hard error')
  })

  const waiting = { max_batch_size: 99_999, max_coalescing_delay: 3600 }

  test('Q26a: is_full and can_enqueue by max_entries', () => {
    const { enqueue, queue } = play({ ...waiting, max_entries: 2 }, up)
    expect([queue.canEnqueue(3), queue.isFull]).toEqual([true, false])
    enqueue('One')
    expect(queue.isFull).toBe(false)
    enqueue('Two')
    expect([queue.canEnqueue(5), queue.isFull]).toEqual([false, true])
  })

  test('Q26b: is_full and can_enqueue by max_bytes', () => {
    const { enqueue, queue } = play({ ...waiting, max_bytes: 2 }, up)
    enqueue('1', '2')
    expect([queue.canEnqueue(1), queue.isFull]).toEqual([false, true])
  })

  test('Q26c: can_enqueue looks at the size of the entry', () => {
    const { enqueue, queue } = play({ ...waiting, max_bytes: 3 }, up)
    enqueue('1')
    expect([1, 2, 3].map(bytes => queue.canEnqueue(bytes))).toEqual([true, true, false])
  })

  test('Q27: concurrency_limit -1 handles each entry alone, beside the others', () => {
    const options = { concurrency_limit: -1 as const, max_batch_size: 10, max_entries: 1 }
    const { enqueue, run, calls, queue, events } = play(options, () => ({ ok: true, takes: 1 }))
    enqueue('One', 'Two', 'Three')
    run(0.5)
    expect(calls.map(({ at, batch }) => [at, batch])).toEqual([
      [0, ['One']],
      [0, ['Two']],
      [0, ['Three']],
    ])
    expect(queue.phase).toBe('delivering')
    run()
    expect(events.filter(({ kind }) => kind === 'delivered').map(({ at }) => at)).toEqual([1, 1, 1])
  })

  test('Q27: a timer that did not run before the shutdown loses its entry', () => {
    const { enqueue, shutDown, events } = play({ concurrency_limit: -1 }, up)
    enqueue('One')
    shutDown()
    expect(events.at(-1)).toMatchObject({ kind: 'lost', batch: ['One'], reason: 'shutdown' })
  })

  test('Q28: a full queue whose entries are all claimed refuses the new one', () => {
    const { enqueue, run, batches, events } = play({ max_batch_size: 10, max_entries: 2 }, up)
    enqueue('One', 'Two')
    run(0.1)
    expect(enqueue('Three')).toEqual([false])
    expect(events.at(-1)).toMatchObject({ kind: 'refused', entry: 'Three', reason: 'max_entries' })
    run()
    expect(batches()).toEqual([['One', 'Two']])
  })

  test('Q28: the oldest entry that is not claimed is dropped', () => {
    const { enqueue, run, batches } = play({ max_batch_size: 10, max_entries: 3 }, up)
    enqueue('One')
    run(0.1)
    enqueue('Two', 'Three', 'Four')
    run()
    expect(batches()).toEqual([['One', 'Three', 'Four']])
  })
})

describe('coalescing', () => {
  test.for([
    { delay: 0.04, out: 0, batch: ['One'] },
    { delay: 0.05, out: 0.05, batch: ['One', 'Two'] },
    { delay: 0.5, out: 0.5, batch: ['One', 'Two'] },
    { delay: 1.03, out: 1, batch: ['One', 'Two'] },
    { delay: 2.5, out: 2.5, batch: ['One', 'Two'] },
  ])('with a delay of $delay s the first batch goes out after $out s', ({ delay, out, batch }) => {
    const { enqueue, run, calls } = play({ max_batch_size: 9, max_coalescing_delay: delay }, up)
    enqueue('One', 'Two')
    run()
    expect(calls[0]).toEqual({ at: out, batch, attempt: 1 })
  })

  test('an entry in the last 0.05 s ends the wait', () => {
    const { enqueue, run, calls } = play({ max_batch_size: 9 }, up)
    enqueue('One')
    run(0.97)
    enqueue('Two')
    run()
    expect(calls).toEqual([{ at: 0.97, batch: ['One', 'Two'], attempt: 1 }])
  })
})

describe('the circuit breaker of 3.16', () => {
  const options = { failure_threshold: 2, breaker_cooldown: 10, max_retry_time: -1 }

  test('opens after so many lost batches, sheds what waits and what comes', () => {
    const { enqueue, run, events } = play(options, down)
    enqueue('One', 'Two', 'Three')
    run(5)
    expect(enqueue('Four')).toEqual([false])
    const ends = events.filter(({ kind }) => ['lost', 'dropped', 'refused'].includes(kind))
    expect(ends).toMatchObject([
      { kind: 'lost', batch: ['One'] },
      { kind: 'lost', batch: ['Two'] },
      { kind: 'dropped', entries: ['Three'], reason: 'breaker_open' },
      { kind: 'refused', entry: 'Four', reason: 'breaker_open' },
    ])
  })

  test('a probe that is delivered after the cooldown closes it', () => {
    let isUp = false
    const { enqueue, run, batches, queue } = play(options, () => ({ ok: isUp, error: 'down' }))
    enqueue('One', 'Two')
    run(10)
    isUp = true
    enqueue('Probe', 'After')
    run()
    expect(batches().slice(2)).toEqual([['Probe'], ['After']])
    expect(queue.waiting).toBe(0)
  })

  test('a probe that fails opens it again without a retry', () => {
    const { enqueue, run, events } = play({ ...options, max_retry_time: 60, failure_threshold: 1 }, down)
    enqueue('One')
    run(200)
    enqueue('Probe', 'After')
    run()
    expect(events.filter(({ kind }) => kind === 'lost').at(-1)).toMatchObject({
      batch: ['Probe'],
      attempt: 1,
      reason: 'probe_failed',
    })
    expect(events.filter(({ kind }) => kind === 'dropped')).toMatchObject([{ entries: ['After'] }])
  })
})

test('an attempt that is settled twice is a bug', () => {
  const deliveries: Delivery<string>[] = []
  const queue = createQueue<string>(
    { ...defaults, name: 'test' },
    { deliver: delivery => deliveries.push(delivery), report: () => undefined },
  )
  queue.enqueue('One', 3, 0)
  queue.tick(0)
  deliveries[0]?.settle(true, 1)
  expect(() => deliveries[0]?.settle(true, 1)).toThrow('settled twice')
})

test('an attempt may be settled while it is handed over, however many follow', () => {
  let delivered = 0
  const queue = createQueue<string>(
    { ...defaults, max_entries: 100_000, name: 'test' },
    {
      deliver: delivery => delivery.settle(true, 0),
      report: event => {
        if (event.kind === 'delivered') delivered += 1
      },
    },
  )
  for (const entry of numbered(100_000)) queue.enqueue(entry, 1, 0)
  queue.tick(0)
  expect(delivered).toBe(100_000)
})

const anyOptions = fc.record({
  max_batch_size: fc.integer({ min: 1, max: 6 }),
  max_coalescing_delay: fc.constantFrom(0, 0.04, 0.05, 0.3, 1.02, 3),
  max_entries: fc.integer({ min: 1, max: 8 }),
  initial_retry_delay: fc.constantFrom(0.001, 0.01, 1),
  max_retry_time: fc.constantFrom(-1, 0, 1, 5),
  max_retry_delay: fc.constantFrom(0.5, 60),
  concurrency_limit: fc.constantFrom(1 as const, -1 as const),
  failure_threshold: fc.constantFrom(0, 1, 3),
  breaker_cooldown: fc.constantFrom(0, 2),
})
const anyTraffic = fc.array(
  fc.record({ wait: fc.constantFrom(0, 0.01, 0.5, 4), bytes: fc.integer({ min: 0, max: 9 }) }),
  { maxLength: 40 },
)
const anyAnswers = fc.array(fc.record({ ok: fc.boolean(), takes: fc.constantFrom(0, 0.2, 3) }), {
  minLength: 1,
  maxLength: 20,
})

/** The ends of each entry, in order. */
function ends(events: readonly QueueEvent<string>[]): string[] {
  return events.flatMap(event => {
    if (event.kind === 'delivered' || event.kind === 'lost') return event.batch
    if (event.kind === 'dropped') return event.entries
    return event.kind === 'refused' ? [event.entry] : []
  })
}

test('every entry ends exactly once, batches keep their limit and the order', () => {
  const maxBytes = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined })
  fc.assert(
    fc.property(
      anyOptions,
      maxBytes,
      fc.tuple(anyTraffic, anyAnswers),
      (options, max_bytes, [traffic, answers]) => {
        let asked = 0
        const handler: Handler = () => ({
          error: 'down',
          ...(answers[asked++ % answers.length] ?? { ok: true }),
        })
        const limits = max_bytes === undefined ? options : { ...options, max_bytes }
        const { queue, events, run, batches } = play(limits, handler)
        let now = 0
        traffic.forEach(({ wait, bytes }, index) => {
          now += wait
          run(now)
          queue.enqueue(`e${index + 1}`, bytes, now)
        })
        run()
        expect(ends(events).toSorted()).toEqual(numbered(traffic.length).toSorted())
        expect(queue.phase).toBe('idle')
        for (const batch of batches()) {
          expect(batch.length).toBeLessThanOrEqual(
            options.concurrency_limit === -1 ? 1 : options.max_batch_size,
          )
        }
        const numbers = events.flatMap(event =>
          event.kind === 'attempt' && event.attempt === 1 ? event.batch : [],
        )
        expect(numbers).toEqual(numbered(traffic.length).filter(entry => numbers.includes(entry)))
      },
    ),
    { numRuns: 500 },
  )
})
