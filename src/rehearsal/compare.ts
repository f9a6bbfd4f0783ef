/** The same traffic through two configurations: which requests came out differently, and what that makes in events. */
import { type CredentialHider, createCredentialHider } from './hide-credentials.ts'
import { createLockstep } from './lockstep.ts'
import type { RequestReport } from './request-report.ts'
import type { RehearsalSummary } from './summary.ts'
import { createTokenTally, type SubjectTokens, type TokenCounts } from './token-tally.ts'

/** What is compared of a request. Absent parts are those of a request that gave no event. */
export interface ComparedOutcome {
  decision: 'emitted' | 'dropped' | 'not_metered' | 'no_plugin'
  reason?: string
  /** Of the gateway's answer. */
  status: number
  subject?: string
  /** Types of its events: `kong.api_request, kong.llm_request`. */
  events?: string
  /** The units of its `kong.llm_request` events: `12 request, 30 response`. */
  tokens?: string
  /** The attributes that were found, as JSON: `{"department":"sales"}`. */
  attributes?: string
}

export const requestChanges = [
  'decision',
  'reason',
  'status',
  'subject',
  'events',
  'tokens',
  'attributes',
] as const satisfies (keyof ComparedOutcome)[]
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
  /** Events emitted by subject, where they or their tokens differ; the largest difference first. */
  subjects: ({ subject: string; a: number; b: number } & Partial<SubjectTokens>)[]
  /** Of all `kong.llm_request` events. */
  tokens: { a: TokenCounts; b: TokenCounts }
  /** The first of them. */
  requests: ChangedRequest[]
}

/** What a run tells while it goes; it waits for `onProgress`, which it calls every so many requests. */
export interface RunWatch {
  onRequest: (report: RequestReport) => void
  onProgress: (requests: number) => Promise<void>
}

/** Plays the traffic through one of the configurations and tells every request. */
export type PlayRun = (watch: RunWatch) => Promise<RehearsalSummary>

/** Changed requests that are listed. */
const LISTED = 1000

/**
 * Plays A and B side by side. Both have to have the same requests in the same order. `credentials` are not told of a
 * request.
 */
export async function compareRuns(
  playA: PlayRun,
  playB: PlayRun,
  credentials: readonly string[] = [],
): Promise<Comparison> {
  const lockstep = createLockstep()
  const hide = createCredentialHider(credentials)
  const differences = createDifferences(hide)
  const tokens = createTokenTally()
  const pair = createPairs(differences.add)
  const play = (run: PlayRun, side: 'a' | 'b') =>
    lockstep.side(onProgress =>
      run({
        onProgress,
        onRequest(report) {
          tokens.add(side, report)
          pair(side, report)
        },
      }),
    )
  const [a, b] = await Promise.all([play(playA, 'a'), play(playB, 'b')])
  const { totals, subjects } = tokens.read()
  return hide.everywhere({
    a,
    b,
    ...differences.read(),
    subjects: subjectsOf(a, b, subjects),
    tokens: totals,
  })
}

function outcomeOf({ outcome, exchange }: RequestReport): ComparedOutcome {
  const { status } = exchange.response
  if (outcome === undefined) return { decision: 'no_plugin', status }
  if (outcome.kind !== 'emitted') return { decision: outcome.kind, reason: outcome.reason, status }
  const found = outcome.attributes.flatMap(({ attribute, value }) =>
    value === undefined ? [] : [[attribute.event_property_name, value] as const],
  )
  const hasTokens = outcome.events.some(({ type }) => type === 'kong.llm_request')
  return {
    decision: 'emitted',
    status,
    subject: outcome.subject.subject,
    events: outcome.events.map(({ type }) => type).join(', '),
    ...(hasTokens && exchange.ai && { tokens: tokensText(exchange.ai) }),
    attributes: JSON.stringify(Object.fromEntries(found)),
  }
}

function tokensText({ prompt_tokens, completion_tokens, estimated }: TokenUse): string {
  return `${prompt_tokens} request, ${completion_tokens} response${estimated ? ', estimated' : ''}`
}
type TokenUse = NonNullable<RequestReport['exchange']['ai']>

interface ToldOutcome {
  outcome: ComparedOutcome
  method: string
  uri: string
}
type AddPair = (number: number, a: ToldOutcome, b: ComparedOutcome) => void

/** Brings the two outcomes of a request together. Those of one side wait for as long as it is ahead. */
function createPairs(add: AddPair): (side: 'a' | 'b', report: RequestReport) => void {
  const waiting = { a: new Map<number, ToldOutcome>(), b: new Map<number, ToldOutcome>() }
  return (side, report) => {
    const { number, exchange } = report
    const { method, uri } = exchange.request
    const told = { outcome: outcomeOf(report), method, uri }
    const others = side === 'a' ? waiting.b : waiting.a
    const other = others.get(number)
    if (other === undefined) {
      waiting[side].set(number, told)
      return
    }
    others.delete(number)
    if (side === 'a') add(number, told, other.outcome)
    else add(number, other, told.outcome)
  }
}

function changesBetween(a: ComparedOutcome, b: ComparedOutcome): RequestChange[] {
  if (a.decision !== b.decision) return ['decision']
  return requestChanges.filter(part => a[part] !== b[part])
}

function createDifferences(hide: CredentialHider) {
  const changes = Object.fromEntries(requestChanges.map(change => [change, 0])) as Comparison['changes']
  const decisions = new Map<string, Comparison['decisions'][number]>()
  const requests: ChangedRequest[] = []
  let changed = 0

  function countDecision(from: ComparedOutcome['decision'], to: ComparedOutcome['decision']): void {
    const known = decisions.get(`${from} ${to}`)
    if (known === undefined) decisions.set(`${from} ${to}`, { from, to, requests: 1 })
    else known.requests += 1
  }

  const told = ({ attributes, ...outcome }: ComparedOutcome): ComparedOutcome => ({
    ...outcome,
    ...(attributes !== undefined && { attributes: hide.json(attributes) }),
  })

  const add: AddPair = (number, { outcome: a, method, uri }, b) => {
    const found = changesBetween(a, b)
    if (found.length === 0) return
    changed += 1
    for (const change of found) changes[change] += 1
    if (a.decision !== b.decision) countDecision(a.decision, b.decision)
    if (requests.length >= LISTED) return
    requests.push({ number, method, uri: hide.uri(uri), changes: found, a: told(a), b: told(b) })
  }

  return {
    add,
    read: () => ({
      changed,
      changes,
      decisions: [...decisions.values()].sort((one, other) => other.requests - one.requests),
      requests: requests.sort((one, other) => one.number - other.number),
    }),
  }
}

function subjectsOf(
  a: RehearsalSummary,
  b: RehearsalSummary,
  tokens: ReadonlyMap<string, SubjectTokens>,
): Comparison['subjects'] {
  const counts = new Map(a.subjects.map(({ subject, emitted }) => [subject, { subject, a: emitted, b: 0 }]))
  for (const { subject, emitted } of b.subjects) {
    counts.set(subject, { subject, a: counts.get(subject)?.a ?? 0, b: emitted })
  }
  return [...counts.values()]
    .map(count => ({ ...count, ...tokens.get(count.subject) }))
    .filter(count => count.a !== count.b || count.tokens_a !== count.tokens_b)
    .sort((one, other) => Math.abs(other.b - other.a) - Math.abs(one.b - one.a))
}
