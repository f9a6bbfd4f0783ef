/** Runs with the studio's own prices: what Usage & bill has of prices, meters and customers when a run begins. */
import type { RehearsalPrices } from '#rehearsal/payers.ts'
import type { Runner } from './worker-runner.ts'

/** Undefined where nothing is sold yet. */
export type ReadPrices = () => Promise<RehearsalPrices | undefined>

/** A run whose prices cannot be read is a run without money, and says so. */
export function createPricedRunner(runner: Runner, readPrices: ReadPrices): Runner {
  return {
    ...runner,
    async play(job, options) {
      const { prices, failure } = await tryPrices(readPrices)
      const outcome = await runner.play({ ...job, prices }, options)
      if (outcome.kind !== 'played' || failure === undefined) return outcome
      return { ...outcome, pricesFailure: failure }
    },
  }
}

interface Read {
  prices?: RehearsalPrices | undefined
  failure?: string
}

async function tryPrices(readPrices: ReadPrices): Promise<Read> {
  try {
    return { prices: await readPrices() }
  } catch (cause) {
    return { failure: cause instanceof Error ? cause.message : String(cause) }
  }
}
