/** Plays what `rehearse` was given: a scenario, or a record of traffic as it is read. */
import type { RehearsalPrices } from '#rehearsal/payers.ts'
import { replayTraffic } from '#rehearsal/replay-traffic.ts'
import type { RequestReport } from '#rehearsal/request-report.ts'
import { type RehearsalOptions, runRehearsal } from '#rehearsal/run-rehearsal.ts'
import { type RehearsedConfiguration, rehearsedAs, runScenario } from '#rehearsal/run-scenario.ts'
import { scenario } from '#rehearsal/scenario.ts'
import type { RehearsalSummary } from '#rehearsal/summary.ts'
import type { TrafficOptions } from '#traffic/traffic-options.ts'
import { readTraffic } from '#traffic/traffic-source.ts'
import { InputError } from './command.ts'
import { issueText, type RehearsalSource } from './rehearsal-source.ts'

export interface PlayOptions {
  /** What the source is called in messages. */
  file: string
  seed: number | undefined
  /** How a record is read. */
  traffic: TrafficOptions
  onEvent?: ((json: string) => void) | undefined
  /** Called for every request. */
  onRequest?: ((report: RequestReport) => void) | undefined
  onProgress?: RehearsalOptions['onProgress']
  prices?: RehearsalPrices | undefined
  warn: (text: string) => void
}

/** Problems of a record that are told one by one. */
const MAX_PROBLEMS = 20

/** Throws InputError for a scenario that does not fit the configuration, and for a record of which nothing can be played. */
export async function playSource(
  configuration: RehearsedConfiguration,
  source: RehearsalSource,
  options: PlayOptions,
): Promise<RehearsalSummary> {
  const { file, seed } = options
  if (source.kind === 'traffic') return playTraffic(configuration, source, options)
  // The release is settled, be it the scenario's.
  const { gateway: _, ...asWritten } = source.scenario
  const played = { ...asWritten, seed: seed ?? asWritten.seed }
  const outcome = await runScenario(configuration, played, runOptions(options))
  if ('summary' in outcome) return outcome.summary
  throw new InputError(outcome.problems.map(problem => `${file}: ${issueText(problem)}`).join('\n'))
}

function runOptions({ onEvent, onRequest, onProgress, prices }: PlayOptions): RehearsalOptions {
  return { onEvent, onRequest, onProgress, watched: Number.POSITIVE_INFINITY, prices }
}

/** The world of a record is a scenario's without requests of its own. */
const world = scenario.parse({ requests: [{ path: '/' }] })

async function playTraffic(
  configuration: RehearsedConfiguration,
  { source, pieces }: Extract<RehearsalSource, { kind: 'traffic' }>,
  options: PlayOptions,
): Promise<RehearsalSummary> {
  const { file, seed, traffic, warn, prices } = options
  let problems = 0
  const { start, requests } = await replayTraffic(readTraffic(source, pieces, traffic), {
    state: configuration.state,
    onProblem({ position, message }) {
      problems += 1
      if (problems <= MAX_PROBLEMS) warn(`${file}:${position}: ${message}`)
    },
  })
  const at = start === undefined ? world.start : new Date(start).toISOString()
  const rehearsed = rehearsedAs(configuration, { ...world, seed: seed ?? world.seed, start: at })
  // Only a record that tells times has a pace that makes a month.
  const projected = prices && { ...prices, projected: start !== undefined }
  const summary = await runRehearsal(rehearsed, requests, { ...runOptions(options), prices: projected })
  if (problems > MAX_PROBLEMS) warn(`${file}: … and ${problems - MAX_PROBLEMS} more`)
  // A pipeline without expectations would take it for a run in which all went well.
  if (problems > 0 && summary.requests.requests === 0) {
    throw new InputError(`${file}: nothing of it can be played`)
  }
  return summary
}
