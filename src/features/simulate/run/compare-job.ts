/** Plays the same traffic through two documents. */
import { billDifferences } from '#rehearsal/bill-differences.ts'
import { compareRuns, type PlayRun } from '#rehearsal/compare.ts'
import { credentialsOf } from '#rehearsal/hide-credentials.ts'
import type { RehearsalPrices } from '#rehearsal/payers.ts'
import { runRehearsal } from '#rehearsal/run-rehearsal.ts'
import { type RehearsedConfiguration, rehearsedAs } from '#rehearsal/run-scenario.ts'
import type {
  CompareJob,
  CompareOutcome,
  PlayOptions,
  SimulatedDocument,
  Traffic,
  Unplayable,
} from './job.ts'
import { type LoadConditions, planTraffic, pricesOf, readConfiguration } from './play-job.ts'

/** `unplayable` says of which side it is. An ended job throws its AbortError. */
export async function compareJob(
  { a, b, traffic, prices }: CompareJob,
  loadConditions: LoadConditions,
  options: PlayOptions = {},
): Promise<CompareOutcome> {
  const { onProgress, signal } = options
  const first = await prepare(a, traffic, { loadConditions, prices: prices?.a, signal, onProgress })
  if ('kind' in first) return { ...first, side: 'a' }
  // Both go side by side: one of them tells how far.
  const second = await prepare(b, traffic, { loadConditions, prices: prices?.b, signal })
  if ('kind' in second) return { ...second, side: 'b' }
  const credentials = [...first.credentials, ...second.credentials]
  const comparison = await compareRuns(first.play, second.play, credentials)
  const [ofA, ofB] = [comparison.a.money, comparison.b.money]
  const bills = ofA && ofB && billDifferences(ofA, ofB)
  return { kind: 'compared', comparison: { ...comparison, ...(bills && { bills }) } }
}

interface Preparation {
  loadConditions: LoadConditions
  prices: RehearsalPrices | undefined
  signal: AbortSignal | undefined
  onProgress?: PlayOptions['onProgress'] | undefined
}

async function prepare(
  document: SimulatedDocument,
  traffic: Traffic,
  { loadConditions, prices, signal, onProgress }: Preparation,
): Promise<{ play: PlayRun; credentials: string[] } | Unplayable> {
  const configuration = await readConfiguration(document, loadConditions)
  if ('kind' in configuration) return configuration
  const planned = await planTraffic(traffic, configuration)
  if ('kind' in planned) return planned
  const { world, requests, shareDone, timed } = planned
  // What a scenario says of the release would make both sides the same.
  const { gateway: _, ...played } = world
  const play: PlayRun = watch =>
    runRehearsal(rehearsedAs(configuration, played), requests, {
      signal,
      onRequest: watch.onRequest,
      watched: Number.POSITIVE_INFINITY,
      prices: pricesOf(prices, traffic, timed),
      onProgress(count) {
        onProgress?.({ requests: count, share: shareDone(count) })
        return watch.onProgress(count)
      },
    })
  return { play, credentials: secretsOf(document, configuration) }
}

function secretsOf({ applications }: SimulatedDocument, { state }: RehearsedConfiguration): string[] {
  return [...credentialsOf(state), ...applications.flatMap(({ keys }) => keys)]
}
