/** Plays a job: the document is read, the traffic goes through the engine on virtual time, and what came of it is told. */
import type { ConditionLanguages } from '#conditions/condition.ts'
import { readDocument } from '#formats/document.ts'
import { evaluatorOf } from '#rehearsal/condition-evaluator.ts'
import { generateRequests } from '#rehearsal/generate-requests.ts'
import type { RehearsalPrices } from '#rehearsal/payers.ts'
import type { PlannedRequest } from '#rehearsal/planned-request.ts'
import { replayTraffic } from '#rehearsal/replay-traffic.ts'
import { runRehearsal } from '#rehearsal/run-rehearsal.ts'
import { type RehearsedConfiguration, rehearsedAs } from '#rehearsal/run-scenario.ts'
import { type Scenario, scenario } from '#rehearsal/scenario.ts'
import type { TrafficProblem } from '#traffic/observed-request.ts'
import { readTraffic } from '#traffic/traffic-source.ts'
import { createRequestCollector } from './collect-requests.ts'
import type {
  Job,
  JobOutcome,
  PlayedRun,
  PlayOptions,
  SimulatedDocument,
  Traffic,
  Unplayable,
} from './job.ts'

/** Loads what conditions are evaluated with, for documents that have one. */
export type LoadConditions = () => Promise<ConditionLanguages>

/** Problems of a record that are told one by one. */
const PROBLEMS_TOLD = 100
/** Problems of the document that are told. */
const ERRORS_TOLD = 5

/** Never throws for what the document or the traffic says; an ended job throws its AbortError. */
export async function playJob(
  job: Job,
  loadConditions: LoadConditions,
  options: PlayOptions = {},
): Promise<JobOutcome> {
  const began = performance.now()
  const configuration = await readConfiguration(job.document, loadConditions)
  if ('kind' in configuration) return configuration
  const planned = await planTraffic(job.traffic, configuration)
  if ('kind' in planned) return planned
  const collector = createRequestCollector()
  const { world, requests, shareDone, problems, timed } = planned
  const summary = await runRehearsal(rehearsedAs(configuration, world), requests, {
    signal: options.signal,
    onProgress: count => options.onProgress?.({ requests: count, share: shareDone(count) }),
    onRequest: collector.add,
    watched: Number.POSITIVE_INFINITY,
    prices: pricesOf(job.prices, job.traffic, timed),
  })
  return {
    kind: 'played',
    summary,
    samples: collector.samples(),
    clients: collector.clients(),
    problems,
    timed,
    notes: notesOn(configuration),
    took: performance.now() - began,
  }
}

/** Only a record that tells times has a pace that makes a month: that of a scenario is made up. */
export function pricesOf(
  prices: RehearsalPrices | undefined,
  { kind }: Traffic,
  timed: boolean,
): RehearsalPrices | undefined {
  return prices && { ...prices, projected: kind === 'record' && timed }
}

/** What the gateway would run of the document. Its variables have no values here: they stand for themselves. */
export async function readConfiguration(
  { text, release, subjectFormat, applications }: SimulatedDocument,
  loadConditions: LoadConditions,
): Promise<RehearsedConfiguration | Unplayable> {
  const conditions = /\bcondition\b/.test(text) ? await loadConditions() : undefined
  const { state, diagnostics } = readDocument(text, release, conditions)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (state === undefined || errors.length > 0) {
    const problems = errors.slice(0, ERRORS_TOLD).map(({ message, range }) => ({ message, line: range.line }))
    return { kind: 'unplayable', what: 'document', problems }
  }
  return {
    state,
    release,
    subjectFormat,
    gatewayOptions: of => ({
      applications,
      ...(conditions && { evaluateCondition: evaluatorOf(conditions, of) }),
    }),
  }
}

interface PlannedTraffic {
  world: Omit<Scenario, 'requests' | 'stages'>
  requests: Iterable<PlannedRequest> | AsyncIterable<PlannedRequest>
  shareDone: (requests: number) => number | undefined
  problems: PlayedRun['problems']
  timed: boolean
}

/** The requests of the traffic for a configuration. */
export function planTraffic(
  traffic: Traffic,
  configuration: RehearsedConfiguration,
): Promise<PlannedTraffic | Unplayable> | PlannedTraffic | Unplayable {
  return traffic.kind === 'record'
    ? planRecord(traffic, configuration)
    : planScenario(traffic.scenario, configuration)
}

function planScenario(
  played: Scenario,
  { state, release, gatewayOptions }: RehearsedConfiguration,
): PlannedTraffic | Unplayable {
  const generated = generateRequests(played, state, gatewayOptions?.(release).applications)
  if ('problems' in generated) {
    const problems = generated.problems.map(({ path, message }) => ({
      message: `${path.map(step => (typeof step === 'number' ? step + 1 : step)).join(' ')}: ${message}`,
    }))
    return { kind: 'unplayable', what: 'traffic', problems }
  }
  return {
    world: played,
    requests: generated.requests,
    shareDone: requests => (generated.count === 0 ? undefined : Math.min(1, requests / generated.count)),
    problems: { first: [], count: 0 },
    timed: true,
  }
}

/** The world of a record is a scenario's without requests of its own. */
const recordWorld = scenario.parse({ requests: [{ path: '/' }] })

async function planRecord(
  { source, file, options }: Extract<Traffic, { kind: 'record' }>,
  { state }: RehearsedConfiguration,
): Promise<PlannedTraffic> {
  const problems: PlayedRun['problems'] = { first: [], count: 0 }
  const read = { bytes: 0 }
  const onProblem = (problem: TrafficProblem) => {
    problems.count += 1
    if (problems.first.length < PROBLEMS_TOLD) problems.first.push(problem)
  }
  const records = readTraffic(source, piecesOf(file, read), options)
  const { start, requests } = await replayTraffic(records, { state, onProblem })
  return {
    world: { ...recordWorld, ...(start !== undefined && { start: new Date(start).toISOString() }) },
    requests,
    shareDone: () => (file.size === 0 ? undefined : read.bytes / file.size),
    problems,
    timed: start !== undefined,
  }
}

/** The file's text, piece by piece. */
async function* piecesOf(file: Blob, read: { bytes: number }): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder()
  const reader = file.stream().getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    read.bytes += next.value.byteLength
    yield decoder.decode(next.value, { stream: true })
  }
  yield decoder.decode()
}

function notesOn({ state }: RehearsedConfiguration): string[] {
  const enabled = state.plugins.filter(plugin => plugin.enabled)
  return enabled.some(({ name }) => name === 'jwt')
    ? ['Signatures of tokens count as right here: only the gateway checks them.']
    : []
}
