/** Counts of a run under way: plain objects that are counted on, since a million requests pay for each line. */
import type { Exchange } from '#metering/exchange.ts'
import type { EmittedEvent, MeterOutcome } from '#metering/meter.ts'
import type { PricedUsage } from './priced-usage.ts'
import { createSeries, type Series } from './series.ts'
import type {
  EventCounts,
  LogLine,
  NamedRequests,
  ReasonSummary,
  RehearsalSummary,
  RequestCounts,
  SubjectSummary,
} from './summary.ts'

/** Names beyond these are counted under the last one. */
const NAMES_LIMIT = 10_000
const LOG_LINES = 200
/** How the names beyond the limit are called. */
const OTHERS = '(others)'
const NOBODY = '(nobody)'
const NO_ROUTE = '(no Route)'

export interface Tally {
  readonly events: EventCounts & { by_type: SubjectSummary['by_type'] }
  readonly series: Series
  /** Where events have prices. */
  readonly priced: PricedUsage | undefined
  /** A finished request. `outcome` is undefined where no plugin ran. */
  request(exchange: Exchange, outcome: MeterOutcome | undefined, at: number): void
  /** An event that goes into a queue. Returns its subject's counts. */
  emit(event: Pick<EmittedEvent, 'subject' | 'type'>, at: number): SubjectSummary
  /** So many more (or fewer) events wait in the queues. */
  waiting(change: number, at: number): void
  log(line: LogLine): void
  read(): Pick<
    RehearsalSummary,
    | 'requests'
    | 'events'
    | 'subjects'
    | 'routes'
    | 'consumers'
    | 'statuses'
    | 'reasons'
    | 'series'
    | 'log'
    | 'names_limit'
  >
}

export function createTally(priced?: PricedUsage): Tally {
  const requests: RequestCounts = noRequests()
  const events: Tally['events'] = { ...noEvents(), by_type: {} }
  const series = createSeries()
  const subjects = createNames((subject): SubjectSummary => ({ subject, ...noEvents(), by_type: {} }))
  const named = () => createNames((name): NamedRequests => ({ name, ...noRequests() }))
  const [routes, consumers, statuses] = [named(), named(), named()]
  const reasons = new Map<string, ReasonSummary>()
  const lines: LogLine[] = []
  let more = 0
  let waiting = 0

  function countReason({ reason, message }: Omit<ReasonSummary, 'requests'>): void {
    const known = reasons.get(reason)
    if (known === undefined) reasons.set(reason, { reason, message, requests: 1 })
    else known.requests += 1
  }

  return {
    events,
    series,
    priced,
    emit({ subject: name, type }, at) {
      const subject = subjects.of(name)
      events.emitted += 1
      events.by_type[type] = (events.by_type[type] ?? 0) + 1
      subject.emitted += 1
      subject.by_type[type] = (subject.by_type[type] ?? 0) + 1
      series.at(at).emitted += 1
      return subject
    },
    request(exchange, outcome, at) {
      const kind = outcome?.kind ?? 'no_plugin'
      const { route, consumer, response } = exchange
      count(requests, kind)
      count(routes.of(route === undefined ? NO_ROUTE : (route.name ?? route.id)), kind)
      count(consumers.of(nameOf(consumer)), kind)
      count(statuses.of(String(response.status)), kind)
      series.at(at).requests += 1
      if (outcome !== undefined && outcome.kind !== 'emitted') countReason(outcome)
    },
    waiting(change, at) {
      waiting += change
      series.waiting(at, waiting)
    },
    log(line) {
      if (lines.length < LOG_LINES) lines.push(line)
      else more += 1
    },
    read: () => ({
      requests,
      events,
      subjects: subjects.all().sort((one, other) => other.emitted - one.emitted),
      routes: routes.all().sort(mostFirst),
      consumers: consumers.all().sort(mostFirst),
      statuses: statuses.all().sort((one, other) => one.name.localeCompare(other.name)),
      reasons: [...reasons.values()],
      series: series.read(),
      log: { lines, more },
      names_limit: NAMES_LIMIT,
    }),
  }
}

function mostFirst(one: RequestCounts, other: RequestCounts): number {
  return other.requests - one.requests
}

function count(counts: RequestCounts, kind: keyof Omit<RequestCounts, 'requests'>): void {
  counts.requests += 1
  counts[kind] += 1
}

function nameOf(consumer: Exchange['consumer']): string {
  return consumer === undefined ? NOBODY : (consumer.username ?? consumer.custom_id ?? consumer.id)
}

function noRequests(): RequestCounts {
  return { requests: 0, emitted: 0, dropped: 0, not_metered: 0, no_plugin: 0 }
}

function noEvents(): EventCounts {
  return { emitted: 0, delivered: 0, late: 0, lost: 0, dropped: 0, duplicated: 0 }
}

/** Counts by name, in the order of their first appearance, up to the limit. */
function createNames<Counts>(create: (name: string) => Counts) {
  const known = new Map<string, Counts>()
  function of(name: string): Counts {
    const found = known.get(name)
    if (found !== undefined) return found
    if (known.size >= NAMES_LIMIT && name !== OTHERS) return of(OTHERS)
    const created = create(name)
    known.set(name, created)
    return created
  }
  return { of, all: () => [...known.values()] }
}
