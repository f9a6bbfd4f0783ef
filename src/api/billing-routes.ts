/** Prices and bills over the events, the catalog and the price book. */

import { chargeGroups } from '#billing/group-charges.ts'
import type { Duplicates } from '#billing/missed-usage.ts'
import { previewBills } from '#billing/preview.ts'
import { priceEvent } from '#billing/price-event.ts'
import type { PriceKeeper } from '#billing/price-keeper.ts'
import type { Catalog } from '#events/catalog.ts'
import type { EventStore } from '#events/event-store.ts'
import {
  getBillPreview,
  getEventCharges,
  getPriceBook,
  putPriceBook,
  queryMeterCharges,
} from './billing-contract.ts'
import { activeMeter } from './catalog-routes.ts'
import { notFound } from './problem.ts'
import type { Rehearsal } from './rehearsal.ts'
import { type Route, route } from './serve.ts'
import { usageQueryOf } from './usage-query.ts'

export interface BillingParts {
  events: EventStore
  catalog: Catalog
  prices: PriceKeeper
  rehearsal: Pick<Rehearsal, 'missed'>
  duplicates: Duplicates
}

export function createBillingRoutes(given: BillingParts): Route[] {
  const { events, catalog, prices, rehearsal, duplicates } = given
  const parts = () => ({ events, catalog, book: prices.load() })
  return [
    route(getPriceBook, () => prices.load()),
    route(putPriceBook, ({ body }) => {
      prices.save(body)
      return body
    }),
    route(getBillPreview, ({ query }) =>
      previewBills({ ...parts(), gateway: rehearsal.missed(), duplicates }, periodOf(query)),
    ),
    route(queryMeterCharges, ({ params, body }) => {
      const meter = activeMeter(catalog, params.meterId)
      return chargeGroups(parts(), { ...usageQueryOf(meter, body, catalog), meter }, periodOf(body))
    }),
    route(getEventCharges, async ({ query }) => {
      const { source, id } = query
      const page = await events.list({
        filter: { source: { eq: source }, id: { eq: id } },
        sort: { field: 'time', direction: 'desc' },
        size: 1,
      })
      const [stored] = page.events
      if (stored === undefined) throw notFound(`Event [${id}] of source [${source}]`)
      const time = Date.parse(stored.event.time ?? stored.ingested_at)
      const charges = await priceEvent(parts(), stored.event, { time, period: periodOf(query) })
      return { currency: prices.load().currency, charges }
    }),
  ]
}

function periodOf({ from, to }: { from: string; to: string }) {
  return { from: Date.parse(from), to: Date.parse(to) }
}
