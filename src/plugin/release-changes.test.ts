import { describe, expect, test } from 'vitest'
import type { MeteringPlugin } from './plugin.ts'
import { type ReleaseChange, releaseChanges } from './release-changes.ts'

const plain: MeteringPlugin = { scope: {}, config: { ingest_endpoint: 'https://x', api_token: 't' } }
const conditional = { ...plain, condition: 'http.method == "GET"' }
const withBreaker = { ...plain, config: { ...plain.config, queue: { failure_threshold: 3 } } }
const withStatuses = { ...plain, config: { ...plain.config, allow_status_codes: ['200-299'] } }

const paths = (changes: ReleaseChange[], kind: ReleaseChange['kind']) =>
  changes.filter(change => change.kind === kind).map(change => change.path?.join('.'))

describe('a switch of the gateway release', () => {
  test.for([
    { plugin: plain, from: '3.14', to: '3.15', breaks: [] },
    { plugin: conditional, from: '3.14', to: '3.15', breaks: ['condition'] },
    { plugin: conditional, from: '3.15', to: '3.14', breaks: ['condition'] },
    { plugin: conditional, from: '3.15', to: '3.16', breaks: [] },
    { plugin: withBreaker, from: '3.16', to: '3.15', breaks: ['config.queue.failure_threshold'] },
    { plugin: withStatuses, from: '3.16', to: '3.14', breaks: ['config.allow_status_codes'] },
    { plugin: withStatuses, from: '3.15', to: '3.16', breaks: [] },
  ] as const)('from $from to $to breaks $breaks', ({ plugin, from, to, breaks }) => {
    expect(paths(releaseChanges(plugin as MeteringPlugin, from, to), 'breaks')).toEqual(breaks)
  })

  test('3.16 enables the circuit breaker and status ranges', () => {
    expect(paths(releaseChanges(plain, '3.15', '3.16'), 'enables')).toEqual([
      'config.allow_status_codes',
      'config.queue.failure_threshold',
      'config.queue.breaker_cooldown',
    ])
  })

  test('to the same release, nothing changes', () => {
    expect(releaseChanges(conditional, '3.15', '3.15')).toEqual([])
  })
})
