/** The event store of a URL such as `clickhouse://user:password@host:8123/database`. */
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { EventStore } from '#events/event-store.ts'
import { createClickhouseEventStore } from './clickhouse-event-store.ts'
import { readClickhouseUrl } from './clickhouse-url.ts'

/** Each studio of a cluster sees the events of all: they share OpenMeter's namespace for one tenant. */
const NAMESPACE = 'default'

/** `place` names it in messages, without credentials. Does not connect yet: a ClickHouse that does not answer is found by the first request. */
export function openClickhouseStore(text: string): { store: EventStore; place: string } {
  const found = readClickhouseUrl(text)
  if (found === undefined) throw new Error('not a URL of ClickHouse')
  const { place, ...connection } = found
  // What fails is thrown, and said once.
  const log = { level: ClickHouseLogLevel.OFF }
  const client = createClient({
    ...connection,
    application: 'metering-studio',
    log,
    // Lists of ids and subjects are too long for a URL.
    use_multipart_params_auto: true,
  })
  return { store: createClickhouseEventStore({ client, place, namespace: NAMESPACE, now: Date.now }), place }
}
