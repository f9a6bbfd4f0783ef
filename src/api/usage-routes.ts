/** Konnect's meter query over an event store, as JSON or CSV. */
import type { Catalog } from '#events/catalog.ts'
import type { EventStore } from '#events/event-store.ts'
import type { UsageRow } from '#events/meter-usage.ts'
import { activeMeter } from './catalog-routes.ts'
import { csvReply, prefersCsv, rfc3339 } from './csv-reply.ts'
import { queryMeter } from './konnect-contract.ts'
import type { MeterQueryResult } from './meter-query.ts'
import { type Route, route } from './serve.ts'
import { usageQueryOf } from './usage-query.ts'

export interface UsageParts {
  events: EventStore
  catalog: Catalog
}

export function createUsageRoutes({ events, catalog }: UsageParts): Route[] {
  return [
    route(queryMeter, async ({ params, body, request }) => {
      const meter = activeMeter(catalog, params.meterId)
      const query = usageQueryOf(meter, body, catalog)
      const rows = await events.usage(query)
      if (prefersCsv(request)) return csvReply(meter.key, csvLines(rows, query.groupBy, catalog))
      const { from, to } = body
      return {
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        data: await answerRows(rows),
      }
    }),
  ]
}

const ROWS_AT_ONCE = 20_000

/** Others are answered while very many rows are written. */
async function answerRows(rows: readonly UsageRow[]): Promise<MeterQueryResult['data']> {
  const answer: MeterQueryResult['data'] = []
  let window = { from: Number.NaN, to: Number.NaN, texts: { from: '', to: '' } }
  for (const { from, to, value, dimensions } of rows) {
    if (from !== window.from || to !== window.to) {
      window = { from, to, texts: { from: rfc3339(from), to: rfc3339(to) } }
    }
    answer.push({ value, ...window.texts, dimensions })
    if (answer.length % ROWS_AT_ONCE === 0) await new Promise(resolve => setTimeout(resolve))
  }
  return answer
}

/** Konnect API, query-meter: from, to, subject, the customer's three, the other dimensions, value. */
function csvLines(rows: readonly UsageRow[], groupBy: readonly string[], catalog: Catalog): string[][] {
  const customerColumns = ['customer_id', 'customer_key', 'customer_name']
  const columns = [
    ...groupBy.filter(name => name === 'subject'),
    ...(groupBy.includes('customer_id') ? customerColumns : []),
    ...groupBy.filter(name => name !== 'subject' && name !== 'customer_id'),
  ]
  const cells = ({ from, to, value, dimensions }: UsageRow) => {
    const customer = catalog.customer(dimensions.customer_id ?? '')
    const known: Record<string, string> = {
      ...dimensions,
      ...(customer && { customer_key: customer.key, customer_name: customer.name }),
    }
    return [rfc3339(from), rfc3339(to), ...columns.map(name => known[name] ?? ''), value]
  }
  return [['from', 'to', ...columns, 'value'], ...rows.map(cells)]
}
