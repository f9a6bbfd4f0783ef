/** Konnect's meter query over an event store, as JSON or CSV. */
import type { Catalog } from '#events/catalog.ts'
import type { EventStore } from '#events/event-store.ts'
import type { Meter } from '#events/meter.ts'
import type { UsageRow } from '#events/meter-usage.ts'
import { activeMeter } from './catalog-routes.ts'
import { queryMeter } from './konnect-contract.ts'
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
      if (prefersCsv(request)) return csvReply(meter, csvLines(rows, query.groupBy, catalog))
      const { from, to } = body
      return {
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        data: rows.map(({ value, dimensions, ...window }) => ({
          value,
          from: rfc3339(window.from),
          to: rfc3339(window.to),
          dimensions,
        })),
      }
    }),
  ]
}

/** The first media type that the reply can have decides; JSON when there is none. */
function prefersCsv(request: Request): boolean {
  const accepted = (request.headers.get('accept') ?? '').split(',').map(part => part.split(';', 1)[0]?.trim())
  const first = accepted.find(type => type === 'text/csv' || type === 'application/json' || type === '*/*')
  return first === 'text/csv'
}

/** Without `.000`, as OpenMeter writes times. */
function rfc3339(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z')
}

function csvReply({ key }: Meter, lines: readonly (readonly string[])[]): Response {
  const text = lines.map(fields => `${fields.map(csvField).join(',')}\n`).join('')
  return new Response(text, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${key}.csv"`,
      'cache-control': 'no-store',
    },
  })
}

/** RFC 4180. */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
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
