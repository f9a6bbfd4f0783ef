/** The event store of a URL such as `clickhouse://user:password@host:8123/database`. */
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { EventStore } from '#events/event-store.ts'
import { createClickhouseEventStore } from './clickhouse-event-store.ts'

/** Each studio of a cluster sees the events of all: they share OpenMeter's namespace for one tenant. */
const NAMESPACE = 'default'
const schemes: Record<string, string> = { 'clickhouse:': 'http:', 'clickhouses:': 'https:' }

/** Undefined when the text is not such a URL; `clickhouses` is ClickHouse over TLS. */
function readClickhouseUrl(text: string): URL | undefined {
  const url = URL.parse(text)
  return url !== null && url.protocol in schemes && url.hostname !== '' ? url : undefined
}

export function isClickhouseUrl(text: string): boolean {
  return readClickhouseUrl(text) !== undefined
}

/** Where it is, without user and password. */
export function clickhousePlace(text: string): string {
  const url = readClickhouseUrl(text)
  if (url === undefined) throw new Error('not a URL of ClickHouse')
  return `${url.host}${url.pathname}`
}

/** Does not connect yet: a ClickHouse that does not answer is found by the first request. */
export function openClickhouseStore(text: string): EventStore {
  const url = readClickhouseUrl(text)
  if (url === undefined) throw new Error('not a URL of ClickHouse')
  const client = createClient({
    url: `${schemes[url.protocol]}//${url.host}`,
    username: decodeURIComponent(url.username) || 'default',
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || 'default',
    application: 'metering-studio',
    // What fails is thrown, and said once.
    log: { level: ClickHouseLogLevel.OFF },
  })
  return createClickhouseEventStore({
    client,
    place: clickhousePlace(text),
    namespace: NAMESPACE,
    now: Date.now,
  })
}
