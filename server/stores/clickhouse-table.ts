/** The events table in ClickHouse: OpenMeter's columns and order (openmeter/streaming/clickhouse/event_query.go), and what makes a retried insert count once. */
import type { ClickHouseClient } from '@clickhouse/client'
import type { z } from 'zod'
import { StoreUnavailable } from '#events/event-store.ts'
import type { Parameters } from './clickhouse-sql.ts'

/**
 * A retry is the same event with the same key, of which ReplacingMergeTree keeps the one with the greatest version: that
 * of the first arrival. Parts are merged when ClickHouse likes; `FINAL` shows them merged at once.
 */
const createTable = `
  CREATE TABLE IF NOT EXISTS metering_studio_events (
    namespace String,
    id String,
    type LowCardinality(String),
    subject String,
    source String,
    time DateTime64(3, 'UTC'),
    data String,
    ingested_at DateTime64(3, 'UTC'),
    stored_at DateTime64(3, 'UTC'),
    store_row_id UInt64,
    rest String,
    version Int64 MATERIALIZED -toInt64(store_row_id),
    -- Every append asks for its ids.
    INDEX id_index id TYPE bloom_filter(0.001) GRANULARITY 1
  )
  ENGINE = ReplacingMergeTree(version)
  PARTITION BY toYYYYMM(time)
  ORDER BY (namespace, type, subject, toStartOfHour(time), source, id)`

export interface ClickhouseTable {
  /** What to select from. */
  events: string
  /** The condition that a row is of this studio's namespace. */
  isOurs(parameters: Parameters): string
  /** Rows as the schema reads them. Throws StoreUnavailable when ClickHouse does not answer. */
  select<Schema extends z.ZodType>(
    sql: string,
    parameters: Parameters,
    row: Schema,
  ): Promise<z.output<Schema>[]>
  insert(rows: readonly object[]): Promise<void>
  close(): Promise<void>
}

export interface ClickhousePlace {
  client: ClickHouseClient
  /** As it is named in messages: without credentials. */
  place: string
  namespace: string
}

export function createClickhouseTable({ client, place, namespace }: ClickhousePlace): ClickhouseTable {
  let created: Promise<unknown> | undefined

  /** The table is created by the first who needs it; a failed try is made again by the next. */
  async function ready(): Promise<void> {
    created ??= client.command({ query: createTable })
    try {
      await created
    } catch (error) {
      created = undefined
      throw error
    }
  }

  async function withFailures<Result>(run: () => Promise<Result>): Promise<Result> {
    try {
      await ready()
      return await run()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new StoreUnavailable(`ClickHouse at ${place} cannot be used: ${reason}`, { cause: error })
    }
  }

  return {
    events: 'metering_studio_events FINAL',
    isOurs: parameters => `namespace = ${parameters.text(namespace)}`,
    select: async (query, { values }, row) => {
      const rows = await withFailures(async () => {
        const result = await client.query({ query, query_params: values, format: 'JSONEachRow' })
        return await result.json()
      })
      return rows.map(found => row.parse(found))
    },
    insert: rows =>
      withFailures(async () => {
        const values = rows.map(row => ({ namespace, ...row }))
        await client.insert({ table: 'metering_studio_events', values, format: 'JSONEachRow' })
      }),
    close: () => client.close(),
  }
}
