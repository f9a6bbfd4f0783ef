import { expect, test } from 'vitest'
import { sustainedRate } from '#metering/sustained-rate.ts'
import { meteringConfig } from '#plugin/config.ts'
import { type DeliveryLoad, type LoadedPlugin, rehearseLoad } from './rehearse-load.ts'
import { type SinkFault, scenario } from './scenario.ts'

function pluginWith(queue: object, others: object = {}): LoadedPlugin {
  const connection = { ingest_endpoint: 'https://us.api.konghq.com/v3/openmeter/events', api_token: 't' }
  return { id: 'p1', config: meteringConfig['3.16'].parse({ ...connection, queue, ...others }) }
}

interface Options extends Partial<Omit<DeliveryLoad, 'sink'>> {
  latency?: number
  faults?: Partial<SinkFault>[]
}

function loadOf({ latency = 0.03, faults = [], ...rest }: Options): DeliveryLoad {
  const { sink } = scenario.parse({ requests: [{ path: '/' }], sink: { latency, faults } })
  return { rate: 50, eventBytes: 800, duration: 1800, workers: 1, ...rest, sink }
}

const outage = { from: 60, to: 660, fault: 'status' as const }

test('the defaults lose 45 % of 50 events/s in an outage of ten minutes', () => {
  const report = rehearseLoad(pluginWith({}), loadOf({ faults: [outage] }))
  const { emitted, delivered, lost, dropped } = report.events
  expect(emitted).toBe(90_000)
  expect(delivered + lost + dropped).toBe(emitted)
  expect((lost + dropped) / emitted).toBeCloseTo(0.45, 2)
  expect(report.maxWaiting).toBe(10_000)
  expect(report.lost).toEqual({ max_retry_time: lost })
  expect(report.dropped).toEqual({ max_entries: dropped })
})

test('a batch is given up after the first failure later than max_retry_time, its waits double', () => {
  const report = rehearseLoad(pluginWith({}), loadOf({ faults: [outage] }))
  const [first] = report.failed.courses
  expect(first).toMatchObject({ worker: 1, events: 1, end: 'max_retry_time' })
  expect(first?.attempts.map(({ wait }) => wait).slice(0, 4)).toEqual([0.01, 0.02, 0.04, 0.08])
  expect(report.longestTry).toBeGreaterThan(81)
  expect(report.log.episodes.map(({ text }) => text)).toContainEqual(
    expect.stringContaining(
      'could not send entries due to max_retry_time exceeded. 1 queue entries were lost',
    ),
  )
})

test('events that arrive though the answer is lost count as duplicated, once more each time', () => {
  const load = loadOf({ rate: 1, duration: 10, faults: [{ from: 5, to: 5.04, fault: 'answer_lost' }] })
  const { events } = rehearseLoad(pluginWith({}), load)
  expect(events).toMatchObject({ emitted: 10, delivered: 10, lost: 0, duplicated: 1 })
})

test('each worker has its own queue', () => {
  const load = loadOf({ duration: 100 })
  const [one, two] = [1, 2].map(workers => rehearseLoad(pluginWith({}), { ...load, workers }))
  expect(one?.maxWaiting).toBeGreaterThan(1000)
  expect(two?.maxWaiting).toBeLessThan(5)
})

test.for([
  [{ max_batch_size: 1 }, 0.03],
  [{ max_batch_size: 10 }, 0.05],
  [{ max_batch_size: 100, max_entries: 20 }, 0.1],
])('a queue with %j and %d s carries away what it is said to sustain', ([queue, latency]) => {
  const plugin = pluginWith(queue as object)
  const rate = sustainedRate(plugin.config.queue, latency as number)
  const carried = rehearseLoad(plugin, loadOf({ rate: rate * 3, duration: 100, latency: latency as number }))
  const during = carried.series.points.filter(({ from }) => from >= 10 && from < 90)
  const delivered = during.reduce((sum, point) => sum + point.delivered, 0)
  expect(delivered / during.length / carried.series.span / rate).toBeCloseTo(1, 0.9)
})

test('the oldest event gets older while its batch waits', () => {
  const load = loadOf({ rate: 1, duration: 5, faults: [{ from: 0, to: 100, fault: 'status' }] })
  const { series } = rehearseLoad(pluginWith({ max_retry_time: 600 }), load)
  const ages = series.points.slice(0, 60).map(({ oldest }) => Math.round(oldest))
  expect(ages.slice(10, 60)).toEqual(Array.from({ length: 50 }, (_, index) => index + 11))
  expect(series.points[50]?.max_waiting).toBe(4)
})
