/** What the studio keeps one of, such as the price book, in SQLite. */
import { z } from 'zod'
import type { Database } from './open-database.ts'
import { withFailures } from './store-failure.ts'

interface Kept<Body> {
  name: string
  schema: z.ZodType<Body>
  /** What there is before the first `save`. */
  initial: Body
}

interface Keeper<Body> {
  load(): Body
  /** Done when it returns. */
  save(body: Body): void
}

const row = z.object({ body: z.string() }).optional()

export function createSqliteKeeper<Body>(
  { connection, path }: Database,
  { name, schema, initial }: Kept<Body>,
): Keeper<Body> {
  const read = connection.prepare('SELECT body FROM settings WHERE name = ?')
  const write = connection.prepare('INSERT OR REPLACE INTO settings (name, body) VALUES (?, ?)')
  return {
    load: () => {
      const found = row.parse(withFailures(path, () => read.get(name)))
      return found === undefined ? initial : schema.parse(JSON.parse(found.body))
    },
    save: body => {
      withFailures(path, () => write.run(name, JSON.stringify(body)))
    },
  }
}
