/** The files of `--prices`, `--meters` and `--customers`: JSON as the studio's API and Konnect's take it. */
import { z } from 'zod'
import { priceBook } from '#billing/price-book.ts'
import { createCustomerRequest } from '#events/customer.ts'
import { createMeterRequest } from '#events/meter.ts'
import type { RehearsalPrices } from '#rehearsal/payers.ts'
import { type CommandStreams, UsageError } from './command.ts'
import { openReadable } from './open-file.ts'
import { parseJson } from './read-input.ts'

export interface PriceFiles {
  prices?: string | undefined
  meters?: string | undefined
  customers?: string | undefined
}

/** What Metering & Billing lists has fields besides: they change no price. */
const meters = z.array(z.object(createMeterRequest.shape))
const customers = z.array(z.object(createCustomerRequest.shape))

/** Undefined without a price book. Throws UnreadableError, InputError with each finding's place, UsageError. */
export async function readPrices(
  files: PriceFiles,
  streams: CommandStreams,
): Promise<RehearsalPrices | undefined> {
  const { prices } = files
  if (prices === undefined) {
    const alone = (['meters', 'customers'] as const).find(name => files[name] !== undefined)
    if (alone !== undefined) throw new UsageError(`--${alone} goes with --prices FILE`)
    return undefined
  }
  return {
    book: await jsonFile(prices, priceBook, streams),
    meters: files.meters === undefined ? undefined : await jsonFile(files.meters, meters, streams),
    customers:
      files.customers === undefined ? undefined : await jsonFile(files.customers, customers, streams),
  }
}

async function jsonFile<Value>(
  file: string,
  schema: z.ZodType<Value>,
  streams: CommandStreams,
): Promise<Value> {
  const { name, text } = await openReadable(file, streams)
  return parseJson(name, text, schema)
}
