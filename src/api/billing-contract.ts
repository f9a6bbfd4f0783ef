/** The studio's own endpoints for prices and bills. Konnect's are not public; the words are its. */
import { z } from 'zod'
import { groupCharges } from '#billing/group-charges.ts'
import { billPreview } from '#billing/preview.ts'
import { priceBook } from '#billing/price-book.ts'
import { eventCharge } from '#billing/price-event.ts'
import { get, post, put } from './endpoint.ts'
import { meterQueryRequest } from './meter-query.ts'

export const getPriceBook = get('/api/billing/prices', priceBook)
export const putPriceBook = put('/api/billing/prices', priceBook, priceBook)

const moment = z.iso.datetime({ offset: true })
const isForward = ({ from, to }: { from: string; to: string }) => Date.parse(from) < Date.parse(to)

/** From inclusive, to exclusive. */
const period = z
  .strictObject({ from: moment, to: moment })
  .refine(isForward, { message: 'must be after from', path: ['to'] })

/** What every customer would be billed for a period, and what nobody would be. */
export const getBillPreview = get('/api/billing/preview', billPreview, period)

/** What is billed for the groups of a meter's usage; the query is Konnect's, of a period that is billed. */
export const queryMeterCharges = {
  ...post(
    '/api/billing/meters/{meterId}/charges',
    meterQueryRequest
      .extend({ from: moment, to: moment })
      .refine(isForward, { message: 'must be after from', path: ['to'] }),
    groupCharges,
  ),
  status: 200,
}

/** What one stored event costs within its period; an empty list for one that nobody is billed for. */
export const getEventCharges = get(
  '/api/billing/charges',
  z.object({ currency: z.string(), charges: z.array(eventCharge) }),
  z
    .strictObject({ source: z.string(), id: z.string(), from: moment, to: moment })
    .refine(isForward, { message: 'must be after from', path: ['to'] }),
)
