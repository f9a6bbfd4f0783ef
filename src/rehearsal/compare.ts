/** The same traffic through two configurations: which requests came out differently, and what that makes in events. */
import type { RequestReport } from './request-report.ts'
import type { RehearsalSummary } from './summary.ts'

/** What is compared of a request. Absent parts are those of a request that gave no event. */
export interface ComparedOutcome {
  decision: 'emitted' | 'dropped' | 'not_metered' | 'no_plugin'
  reason?: string
  subject?: string
  /** Types of its events: `kong.api_request, kong.llm_request`. */
  events?: string
  /** The attributes that were found, as JSON: `{"department":"sales"}`. */
  attributes?: string
}

export const requestChanges = ['decision', 'subject', 'events', 'attributes'] as const
export type RequestChange = (typeof requestChanges)[number]

export interface ChangedRequest {
  /** From 1, the same in both runs. */
  number: number
  method: string
  uri: string
  changes: RequestChange[]
  a: ComparedOutcome
  b: ComparedOutcome
}

export interface Comparison {
  a: RehearsalSummary
  b: RehearsalSummary
  /** Requests that came out differently. */
  changed: number
  /** Of them, by what changed; one may count more than once. */
  changes: Record<RequestChange, number>
  /** `emitted → dropped`, with its requests; the most first. */
  decisions: { from: ComparedOutcome['decision']; to: ComparedOutcome['decision']; requests: number }[]
  /** Events emitted by subject, where they differ; the largest difference first. */
  subjects: { subject: string; a: number; b: number }[]
  /** The first of them. */
  requests: ChangedRequest[]
}

/** Plays the traffic through one of the configurations and tells every request. */
export type PlayRun = (onRequest: (report: RequestReport) => void) => Promise<RehearsalSummary>

/** Changed requests that are listed. */
const LISTED = 1000
const parts = ['decision', 'reason', 'subject', 'events', 'attributes'] as const

/** Plays A, then B. Both plays have to have the same requests in the same order. */
export async function compareRuns(playA: PlayRun, playB: PlayRun): Promise<Comparison> {
  const outcomes = createOutcomes()
  const a = await playA(report => outcomes.keep(report.number, outcomeOf(report)))
  const differences = createDifferences()
  const b = await playB(report => {
    const before = outcomes.of(report.number)
    if (before !== undefined) differences.add(report, before, outcomeOf(report))
  })
  return { a, b, ...differences.read(), subjects: subjectsOf(a, b) }
}

function outcomeOf({ outcome }: RequestReport): ComparedOutcome {
  if (outcome === undefined) return { decision: 'no_plugin' }
  if (outcome.kind !== 'emitted') return { decision: outcome.kind, reason: outcome.reason }
  const found = outcome.attributes.flatMap(({ attribute, value }) =>
    value === undefined ? [] : [[attribute.event_property_name, value] as const],
  )
  return {
    decision: 'emitted',
    subject: outcome.subject.subject,
    events: outcome.events.map(({ type }) => type).join(', '),
    attributes: JSON.stringify(Object.fromEntries(found)),
  }
}

/** A million outcomes as numbers: most of their parts are the same. */
function createOutcomes() {
  const ids = new Map<string | undefined, number>()
  const texts: (string | undefined)[] = []
  const kept: number[] = []

  function idOf(text: string | undefined): number {
    const known = ids.get(text)
    if (known !== undefined) return known
    ids.set(text, texts.length)
    texts.push(text)
    return texts.length - 1
  }

  return {
    keep(number: number, outcome: ComparedOutcome) {
      const at = (number - 1) * parts.length
      parts.forEach((part, index) => {
        kept[at + index] = idOf(outcome[part])
      })
    },
    of(number: number): ComparedOutcome | undefined {
      const at = (number - 1) * parts.length
      if (kept[at] === undefined) return undefined
      const entries = parts.map((part, index) => [part, texts[kept[at + index] ?? -1]] as const)
      return Object.fromEntries(
        entries.filter(([, text]) => text !== undefined),
      ) as unknown as ComparedOutcome
    },
  }
}

function changesBetween(a: ComparedOutcome, b: ComparedOutcome): RequestChange[] {
  if (a.decision !== b.decision) return ['decision']
  return requestChanges.filter(part => a[part] !== b[part])
}

function createDifferences() {
  const changes: Comparison['changes'] = { decision: 0, subject: 0, events: 0, attributes: 0 }
  const decisions = new Map<string, Comparison['decisions'][number]>()
  const requests: ChangedRequest[] = []
  let changed = 0

  function countDecision(from: ComparedOutcome['decision'], to: ComparedOutcome['decision']): void {
    const known = decisions.get(`${from} ${to}`)
    if (known === undefined) decisions.set(`${from} ${to}`, { from, to, requests: 1 })
    else known.requests += 1
  }

  return {
    add({ number, exchange }: RequestReport, a: ComparedOutcome, b: ComparedOutcome) {
      const found = changesBetween(a, b)
      if (found.length === 0) return
      changed += 1
      for (const change of found) changes[change] += 1
      if (a.decision !== b.decision) countDecision(a.decision, b.decision)
      const { method, uri } = exchange.request
      if (requests.length < LISTED) requests.push({ number, method, uri, changes: found, a, b })
    },
    read: () => ({
      changed,
      changes,
      decisions: [...decisions.values()].sort((one, other) => other.requests - one.requests),
      requests: requests.sort((one, other) => one.number - other.number),
    }),
  }
}

function subjectsOf(a: RehearsalSummary, b: RehearsalSummary): Comparison['subjects'] {
  const counts = new Map(a.subjects.map(({ subject, emitted }) => [subject, { subject, a: emitted, b: 0 }]))
  for (const { subject, emitted } of b.subjects) {
    counts.set(subject, { subject, a: counts.get(subject)?.a ?? 0, b: emitted })
  }
  return [...counts.values()]
    .filter(count => count.a !== count.b)
    .sort((one, other) => Math.abs(other.b - other.a) - Math.abs(one.b - one.a))
}
