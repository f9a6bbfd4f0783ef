/**
 * What went through the gateway, newest first, up to a stated number. It keeps what the engine decided as it is;
 * records and traces are written when somebody looks. Under sustained load it keeps a stated number a second and only
 * counts the others: what is kept the garbage collector must copy, while requests wait.
 */
import type { ExchangeChanges, ExchangePage, ExchangeRecord } from '#api/contract.ts'
import { missedUsage } from '#api/missed-usage.ts'
import type { ChangesQuery, ExchangeQuery } from '#api/rehearsal.ts'
import type { MissedUsage } from '#billing/missed-usage.ts'
import type { MeteringPlugin, Pass } from '#gateway/access.ts'
import type { EventPlace } from '#metering/event-bytes.ts'
import type { EmittedEvent, MeterOutcome } from '#metering/meter.ts'
import type { TraceStep } from '#metering/trace.ts'
import { createAllowance } from './allowance.ts'
import { exchangeSummary, outcomeOf } from './exchange-summary.ts'
import { keptExchange } from './kept-exchange.ts'
import { createLostEvents, type LostEvents } from './lost-events.ts'
import { createRingBuffer } from './ring-buffer.ts'
import type { Ending } from './running-gateway.ts'

/** How many exchanges are kept: some 20 MB. */
const CAPACITY = 10_000
/** How many of them are kept of sustained load that ends well, and as many of all that does not. */
const KEPT = { perSecond: 1000, atOnce: 2000 }

/** One try of a batch. */
export interface Attempt {
  /** Milliseconds since the epoch. */
  at: number
  status?: number
  error?: string
  /** It was sent to another ingest endpoint than the studio's. */
  elsewhere?: true
}

/** All events of the batch share it. */
export interface EventBatch {
  number: number
  size: number
  /** Tried so far, in order. */
  attempts: Attempt[]
}

/** An emitted event on its way. The queue's runner moves it on. */
export interface EventInFlight extends EventPlace {
  event: EmittedEvent
  delivery: 'waiting' | 'retrying' | 'delivered' | 'lost'
  /** Why it was lost. */
  reason: string | undefined
  /** The batch that it went into, counted from 1 in its queue; undefined while it waits for one. */
  batch: EventBatch | undefined
}

/** In the place of one that nobody looks at. */
export const NO_EVENT: EmittedEvent = { id: '', type: 'kong.api_request', subject: '', json: '' }

/** One exchange with what became of it. */
export interface LoggedExchange {
  pass: Pass
  ending: Ending
  durationMilliseconds: number
  /** Both absent when no metering plugin applied. */
  plugin: MeteringPlugin | undefined
  outcome: MeterOutcome | undefined
  events: readonly EventInFlight[]
  /** The steps up to the log phase, the engine's, and those of the queue as they stand now. */
  explain(this: LoggedExchange): TraceStep[]
}

/** How many there were since the start, and how many of them are kept. */
type KeptCount = ExchangeChanges['missed']['dropped']

/** As the log knows them: how many events were lost in all, their queues know. */
export interface LoggedChanges extends Omit<ExchangeChanges, 'missed'> {
  missed: { dropped: KeptCount; lost: Pick<KeptCount, 'kept'> }
}

/** What was dropped, lost or rejected: of the kept exchanges, and of others the events that were lost. */
export interface LoggedMisses extends Pick<LoggedChanges, 'missed' | 'discarded'> {
  usage: MissedUsage[]
  /** Milliseconds since the epoch. */
  since: number
}

export interface ExchangeLog {
  add(logged: LoggedExchange): void
  /** An event that was lost after its request was not kept. */
  lose(json: string, attempts: readonly Attempt[]): void
  page(query: ExchangeQuery): ExchangePage
  /** Undefined for a request that is not kept. */
  find(requestId: string): ExchangeRecord | undefined
  changes(query: ChangesQuery): LoggedChanges
  misses(): LoggedMisses
}

/** An exchange with its number: all that was ever added counts. */
interface Kept {
  seq: number
  logged: LoggedExchange
  /** Grows over all exchanges with each change that somebody has looked at. */
  revision: number
  /** How far its events have come, as of the revision: it grows with each change, until they have come to their end. */
  progress: number
  isDropped: boolean
  /** How many of its events are lost, as of the revision. */
  lost: number
}

const SETTLED = -1

/** `startedAt`, in milliseconds since the epoch, tells this log from that of another start of the gateway. */
export function createExchangeLog(startedAt = 0): ExchangeLog {
  const ring = createRingBuffer<Kept>(CAPACITY)
  const usual = createAllowance(KEPT)
  const notable = createAllowance(KEPT)
  /** Of requests that are not kept. */
  const lost = createLostEvents()
  let total = 0
  let dropped = 0
  let revision = 0
  const started_at = new Date(startedAt).toISOString()

  function add(logged: LoggedExchange): void {
    total += 1
    const isDropped = outcomeOf(logged) === 'dropped'
    if (isDropped) dropped += 1
    const endedAt = logged.pass.request.startedAt + logged.durationMilliseconds
    const allowance = endedWell(logged) ? usual : notable
    if (!allowance.take(endedAt)) {
      letGo(logged, lost)
      return
    }
    revision += 1
    ring.push({ seq: total, logged: keptExchange(logged), revision, progress: 0, isDropped, lost: 0 })
  }

  const totals = () => ({
    total,
    discarded: total - Math.min(ring.total, CAPACITY),
    thinned: total - ring.total,
    capacity: CAPACITY,
  })

  function page(query: ExchangeQuery): ExchangePage {
    return { exchanges: recordsOf(ring.entries(), query), ...totals() }
  }

  function find(requestId: string): ExchangeRecord | undefined {
    for (const { seq, logged } of ring.entries()) {
      if (logged.pass.request.id === requestId) return recordOf(seq, logged)
    }
    return undefined
  }

  /** Queues move events on and tell nobody, since requests wait meanwhile: who looks finds out what has changed. */
  function look(): { entries: readonly Kept[]; missed: LoggedChanges['missed'] } {
    const entries = [...ring.entries()].reverse()
    const kept = { dropped: 0, lost: 0 }
    for (const entry of entries) {
      if (hasMoved(entry)) {
        revision += 1
        entry.revision = revision
      }
      if (entry.isDropped) kept.dropped += 1
      kept.lost += entry.lost
    }
    return { entries, missed: { dropped: { all: dropped, kept: kept.dropped }, lost: { kept: kept.lost } } }
  }

  function changes({ after, before = Number.POSITIVE_INFINITY, limit }: ChangesQuery): LoggedChanges {
    const { entries, missed } = look()
    const found = entries.filter(entry => entry.revision > after && entry.revision < before)
    found.sort((a, b) => b.revision - a.revision)
    const exchanges = found.slice(0, limit).map(entry => {
      const { seq, logged, revision } = entry
      return { seq, ...exchangeSummary(logged), revision }
    })
    const oldest = entries[0]?.seq ?? null
    return { ...totals(), started_at, revision, oldest, missed, exchanges }
  }

  function misses(): LoggedMisses {
    const { entries, missed } = look()
    const own = entries.filter(({ isDropped, lost }) => isDropped || lost > 0)
    const kept = own.flatMap(({ logged }) => missedUsage(exchangeSummary(logged)))
    const others = lost.usage()
    const lostKept = missed.lost.kept + others.length
    const all = { usage: [...kept, ...others], missed: { ...missed, lost: { kept: lostKept } } }
    return { ...all, discarded: totals().discarded, since: startedAt }
  }

  return { add, lose: lost.add, page, find, changes, misses }
}

/** What is not kept need not keep its events' texts: the bytes are in the queue, of those that are. */
function letGo({ events }: LoggedExchange, lost: LostEvents): void {
  for (const one of events) {
    if (one.delivery === 'lost') lost.add(one.event.json, [])
    one.event = NO_EVENT
  }
}

/** Its events are on their way, and its client has what it asked for. Each of the others may be the one that is looked for. */
function endedWell({ outcome, ending, events }: LoggedExchange): boolean {
  return (
    outcome?.kind === 'emitted' && ending.status < 400 && events.every(({ delivery }) => delivery !== 'lost')
  )
}

function recordsOf(kept: Iterable<Kept>, query: ExchangeQuery): ExchangeRecord[] {
  const { limit, before = Number.POSITIVE_INFINITY, outcome } = query
  const exchanges: ExchangeRecord[] = []
  for (const { seq, logged } of kept) {
    if (exchanges.length >= limit) break
    if (seq >= before || (outcome !== undefined && outcomeOf(logged) !== outcome)) continue
    exchanges.push(recordOf(seq, logged))
  }
  return exchanges
}

function recordOf(seq: number, logged: LoggedExchange): ExchangeRecord {
  return { seq, ...exchangeSummary(logged), trace: logged.explain() }
}

const STAGES = { waiting: 0, retrying: 1, delivered: 2, lost: 3 } as const
const STAGES_PER_ATTEMPT = 4

/** Whether the exchange's events have come further since somebody looked; notes how far they are. */
function hasMoved(entry: Kept): boolean {
  if (entry.progress === SETTLED) return false
  let progress = 0
  let lost = 0
  let isSettled = true
  for (const { delivery, batch } of entry.logged.events) {
    progress += STAGES[delivery] + (batch?.attempts.length ?? 0) * STAGES_PER_ATTEMPT
    if (delivery === 'lost') lost += 1
    else if (delivery !== 'delivered') isSettled = false
  }
  const isMoved = progress !== entry.progress
  entry.progress = isSettled ? SETTLED : progress
  entry.lost = lost
  return isMoved
}
