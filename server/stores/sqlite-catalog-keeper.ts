/** Meters and customers in SQLite. */
import { z } from 'zod'
import type { CatalogKeeper } from '#events/catalog.ts'
import { keptCustomer } from '#events/customer.ts'
import { keptMeter, type Meter } from '#events/meter.ts'
import type { Database } from './open-database.ts'
import { withFailures } from './store-failure.ts'

/** A database without meters starts with `firstMeters`; deleted ones stay in it, so they do not come back. */
export function createSqliteCatalogKeeper(
  { connection, path }: Database,
  firstMeters: readonly Meter[],
): CatalogKeeper {
  const read = connection.prepare('SELECT body FROM catalog WHERE kind = ? ORDER BY id')
  const write = connection.prepare('INSERT OR REPLACE INTO catalog (kind, id, body) VALUES (?, ?, ?)')
  const bodies = (kind: string) =>
    withFailures(path, () => read.all(kind)).map(row => JSON.parse(z.string().parse(row.body)) as unknown)
  const put = (kind: string, row: { id: string }) => {
    withFailures(path, () => write.run(kind, row.id, JSON.stringify(row)))
  }
  return {
    load: () => {
      if (bodies('meter').length === 0) for (const first of firstMeters) put('meter', first)
      return {
        meters: z.array(keptMeter).parse(bodies('meter')),
        customers: z.array(keptCustomer).parse(bodies('customer')),
      }
    },
    putMeter: row => put('meter', row),
    putCustomer: row => put('customer', row),
  }
}
