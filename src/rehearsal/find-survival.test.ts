import { expect, test } from 'vitest'
import { type MeteringConfig, meteringConfig } from '#plugin/config.ts'
import { findSurvival, losesNothing, type SurvivalProgress } from './find-survival.ts'
import { type DeliveryLoad, type LoadedPlugin, LoadTooLongError, rehearseLoad } from './rehearse-load.ts'
import { type SinkFault, scenario } from './scenario.ts'

function pluginWith(queue: object): LoadedPlugin {
  const connection = { ingest_endpoint: 'https://us.api.konghq.com/v3/openmeter/events', api_token: 't' }
  return { id: 'p1', config: meteringConfig['3.16'].parse({ ...connection, queue }) }
}

function loadOf(load: Partial<DeliveryLoad>, ...faults: Partial<SinkFault>[]): DeliveryLoad {
  const { sink } = scenario.parse({ requests: [{ path: '/' }], sink: { latency: 0.03, faults } })
  return { rate: 10, eventBytes: 800, duration: 300, workers: 1, ...load, sink }
}

const outage = { from: 30, to: 230, fault: 'status' as const }

function changed({ id, config }: LoadedPlugin, queue: Partial<MeteringConfig['queue']>): LoadedPlugin {
  return { id, config: { ...config, queue: { ...config.queue, ...queue } } }
}

test.for<[string, object, DeliveryLoad, string[]]>([
  ['too slow an endpoint', { max_entries: 3000 }, loadOf({ rate: 100, duration: 60 }), ['max_batch_size']],
  ['an outage', { max_batch_size: 10 }, loadOf({}, outage), ['max_retry_time']],
  [
    'an outage with a small queue',
    { max_batch_size: 10, max_entries: 500 },
    loadOf({}, outage),
    ['max_entries', 'max_retry_time'],
  ],
  ['bytes', { max_batch_size: 10, max_bytes: 80_000 }, loadOf({}, outage), ['max_bytes', 'max_retry_time']],
  [
    'a circuit breaker',
    { max_batch_size: 10, max_retry_time: 1, failure_threshold: 3 },
    loadOf({}, outage),
    ['max_retry_time'],
  ],
])('settings that survive %s: %j', ([, queue, load, fields]) => {
  const plugin = pluginWith({ max_entries: 20_000, ...queue })
  const { survives, plans, tried } = findSurvival(plugin, load)
  expect(survives).toBe(false)
  expect(tried).toBeGreaterThan(2)
  const [plan] = plans
  expect(Object.keys(plan?.changes ?? {}).toSorted()).toEqual(fields.toSorted())
  expect(losesNothing(rehearseLoad(changed(plugin, plan?.changes ?? {}), load))).toBe(true)
  for (const field of fields) {
    const without = changed(plugin, {
      ...plan?.changes,
      [field]: plugin.config.queue[field as 'max_entries'],
    })
    expect(losesNothing(rehearseLoad(without, load)), `without ${field}`).toBe(false)
  }
})

test.for<[string, object, DeliveryLoad, string[]]>([
  [
    'batches that the endpoint stored are given up without a loss',
    {
      max_batch_size: 1,
      max_entries: 50,
      max_retry_time: -1,
      initial_retry_delay: 60,
      max_retry_delay: 0.01,
    },
    loadOf({ rate: 30, duration: 60 }, { from: 18, to: 19, fault: 'slow', latency: 30 }),
    ['max_entries'],
  ],
  [
    'a short burst waits for its turn',
    { max_batch_size: 1, max_entries: 1000, max_retry_time: -1 },
    loadOf({ rate: 60, duration: 2 }, { from: 1, to: 11, fault: 'timeout' }),
    ['max_retry_time'],
  ],
])('what need not change stays: %s', ([, queue, load, fields]) => {
  const { plans } = findSurvival(pluginWith(queue), load)
  expect(Object.keys(plans[0]?.changes ?? {})).toEqual(fields)
})

test('a second plan has the other limit of timers', () => {
  const { plans } = findSurvival(pluginWith({}), loadOf({}, outage))
  expect(plans.map(({ changes }) => changes.concurrency_limit)).toEqual([undefined, -1])
  expect(plans[1]?.changes.max_entries).toBeUndefined()
})

test('a queue that loses nothing is left as it is', () => {
  expect(findSurvival(pluginWith({ max_batch_size: 10 }), loadOf({}))).toEqual({
    plans: [],
    survives: true,
    tried: 1,
    givenUp: 0,
  })
})

test('says which setting is run, and how far', () => {
  const seen: SurvivalProgress[] = []
  const load = loadOf({ rate: 100 }, outage)
  const { tried } = findSurvival(pluginWith({}), load, { onProgress: progress => seen.push(progress) })
  expect(new Set(seen.map(({ setting }) => setting)).size).toBe(tried)
  expect(seen.every(({ share }) => share >= 0 && share <= 1)).toBe(true)
  expect(seen.some(({ share }) => share > 0.3)).toBe(true)
})

test('retries without a pause through a long outage are given up, not played for hours', () => {
  const restless = { max_retry_delay: 0.001, initial_retry_delay: 0.001, max_retry_time: 1_000_000 }
  const load = loadOf({}, { from: 10, to: 10_000_000, fault: 'reset' })
  const plugin = pluginWith(restless)
  const maxAttempts = 20_000
  expect(() => rehearseLoad(plugin, load, { maxAttempts })).toThrow('20,000 attempts were made')
  expect(() => findSurvival(plugin, load, { maxAttempts })).toThrow(LoadTooLongError)
  const hasty = pluginWith({ ...restless, max_retry_time: 0 })
  expect(findSurvival(hasty, load, { maxAttempts })).toMatchObject({ plans: [], givenUp: 2 })
})
