/** The price book in SQLite. */
import { z } from 'zod'
import { emptyPriceBook, priceBook } from '#billing/price-book.ts'
import type { PriceKeeper } from '#billing/price-keeper.ts'
import type { Database } from './open-database.ts'
import { withFailures } from './store-failure.ts'

const NAME = 'price book'
const row = z.object({ body: z.string() }).optional()

export function createSqlitePriceKeeper({ connection, path }: Database): PriceKeeper {
  const read = connection.prepare('SELECT body FROM settings WHERE name = ?')
  const write = connection.prepare('INSERT OR REPLACE INTO settings (name, body) VALUES (?, ?)')
  return {
    load: () => {
      const found = row.parse(withFailures(path, () => read.get(NAME)))
      return found === undefined ? emptyPriceBook : priceBook.parse(JSON.parse(found.body))
    },
    save: book => {
      withFailures(path, () => write.run(NAME, JSON.stringify(book)))
    },
  }
}
