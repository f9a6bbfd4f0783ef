/**
 * Events in ClickHouse, for teams beyond one machine. Every append first looks which of its events are there; what is
 * inserted twice all the same, by a retry that overtakes its first try, counts once (`clickhouse-table.ts`).
 */
import { z } from 'zod'
import { cutPage, startOf } from '#events/cut-page.ts'
import { keepsEverything } from '#events/event-retention.ts'
import type { EventQuery, EventStore, StoredEvent } from '#events/event-store.ts'
import { eventMilliseconds } from '#events/event-times.ts'
import { meteringEvent } from '#events/ingested-event.ts'
import { clickhouseCount, clickhouseFacets, clickhouseHistogram } from './clickhouse-counts.ts'
import { createParameters, filterConditions } from './clickhouse-sql.ts'
import { type ClickhousePlace, type ClickhouseTable, createClickhouseTable } from './clickhouse-table.ts'
import { clickhouseUsage } from './clickhouse-usage.ts'

export interface ClickhouseEventStoreOptions extends ClickhousePlace {
  /** Milliseconds since the epoch. */
  now(): number
}

/** Times are kept to the millisecond, from 1900 to 2299. */
export function createClickhouseEventStore({ now, ...place }: ClickhouseEventStoreOptions): EventStore {
  const table = createClickhouseTable(place)
  let lastRowId = 0

  /** In the order of arrival; events that several studios take in within the same millisecond are in any order. */
  function nextRowId(): number {
    lastRowId = Math.max(lastRowId + 1, now() * 1000)
    return lastRowId
  }

  async function write(appends: readonly (readonly StoredEvent[])[]): Promise<Appended[]> {
    const known = await knownIdentities(table, appends.flat())
    const isFresh = ({ event }: StoredEvent) => {
      const key = identity(event)
      const fresh = !known.has(key)
      known.add(key)
      return fresh
    }
    const fresh = appends.map(events => events.filter(isFresh))
    const rows = fresh.flat().map(stored => writeRow(stored, nextRowId()))
    if (rows.length > 0) await table.insert(rows)
    return fresh.map(({ length }, index) => ({
      stored: length,
      duplicates: (appends[index]?.length ?? 0) - length,
    }))
  }

  const appends = createAppendQueue(write)
  return {
    append: appends.append,
    list: async query => cutPage(query, await readPage(table, query)),
    count: (filter = {}) => clickhouseCount(table, filter),
    facets: query => clickhouseFacets(table, query),
    histogram: query => clickhouseHistogram(table, query),
    usage: query => clickhouseUsage(table, query),
    // The cluster's own rules (TTL) say how long its tables keep rows.
    retention: async () => keepsEverything(await clickhouseCount(table, {})),
    close: async () => {
      await appends.idle()
      await table.close()
    },
  }
}

interface Appended {
  stored: number
  duplicates: number
}

/** ClickHouse likes few large inserts: appends that wait at the same time go together, at most so many. */
const largestGroup = 200

/**
 * One group after another, or two appends of one event could both find it missing. What fails is every append's of the
 * group: each sender tries again.
 */
function createAppendQueue(write: (appends: readonly (readonly StoredEvent[])[]) => Promise<Appended[]>) {
  interface Waiting {
    events: readonly StoredEvent[]
    resolve(result: Appended): void
    reject(error: unknown): void
  }
  const waiting: Waiting[] = []
  let writing: Promise<void> | undefined

  async function writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const results = await write(group.map(({ events }) => events))
      for (const [index, result] of results.entries()) group[index]?.resolve(result)
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) await writeGroup(waiting.splice(0, largestGroup))
    writing = undefined
  }

  return {
    append: (events: readonly StoredEvent[]): Promise<Appended> => {
      if (events.length === 0) return Promise.resolve({ stored: 0, duplicates: 0 })
      return new Promise((resolve, reject) => {
        waiting.push({ events, resolve, reject })
        writing ??= Promise.resolve().then(writeAll)
      })
    },
    idle: async (): Promise<void> => writing,
  }
}

function identity({ source, id }: { source: string; id: string }): string {
  return JSON.stringify([source, id])
}

const identityRow = z.object({ source: z.string(), id: z.string() })

async function knownIdentities(table: ClickhouseTable, events: readonly StoredEvent[]): Promise<Set<string>> {
  const parameters = createParameters()
  const rows = await table.select(
    `SELECT DISTINCT source, id FROM metering_studio_events
     WHERE ${table.isOurs(parameters)} AND id IN ${parameters.texts(events.map(({ event }) => event.id))}`,
    parameters,
    identityRow,
  )
  return new Set(rows.map(identity))
}

function writeRow(stored: StoredEvent, rowId: number) {
  const { id, source, type, subject, data, ...rest } = stored.event
  return {
    id,
    source,
    type,
    subject,
    // In seconds with three decimals, which needs no setting about how dates are read.
    time: seconds(eventMilliseconds(stored, 'time')),
    ingested_at: seconds(eventMilliseconds(stored, 'ingested_at')),
    stored_at: seconds(eventMilliseconds(stored, 'stored_at')),
    data: data === undefined ? '' : JSON.stringify(data),
    store_row_id: rowId,
    rest: JSON.stringify(rest),
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}

const json = z.string().transform(text => (text === '' ? undefined : (JSON.parse(text) as unknown)))
const number = z.coerce.number()
const eventRow = z.object({
  seq: number,
  value: number,
  ingested: number,
  stored: number,
  id: z.string(),
  source: z.string(),
  type: z.string(),
  subject: z.string(),
  data: json,
  rest: json.pipe(
    meteringEvent.pick({ specversion: true, datacontenttype: true, dataschema: true, time: true }),
  ),
})

async function readPage(table: ClickhouseTable, query: EventQuery) {
  const { position, backwards } = startOf(query)
  const { field, direction } = query.sort
  const descending = (direction === 'desc') !== backwards
  const parameters = createParameters()
  const conditions = [table.isOurs(parameters), ...filterConditions(query.filter, parameters)]
  if (position !== undefined) {
    conditions.push(
      `(${field}, store_row_id) ${descending ? '<' : '>'} (${parameters.moment(position.value)}, ${position.seq})`,
    )
  }
  const order = descending ? 'DESC' : 'ASC'
  const rows = await table.select(
    `SELECT store_row_id AS seq, toUnixTimestamp64Milli(${field}) AS value, id, source, type, subject, data, rest,
       toUnixTimestamp64Milli(ingested_at) AS ingested, toUnixTimestamp64Milli(stored_at) AS stored
     FROM ${table.events} WHERE ${conditions.join(' AND ')}
     ORDER BY ${field} ${order}, store_row_id ${order} LIMIT ${query.size + 1}`,
    parameters,
    eventRow,
  )
  return rows.map(({ seq, value, ingested, stored, rest, data, ...names }) => ({
    seq,
    value,
    stored: {
      event: meteringEvent.parse({ ...rest, ...names, ...(data !== undefined && { data }) }),
      ingested_at: new Date(ingested).toISOString(),
      stored_at: new Date(stored).toISOString(),
    },
  }))
}
