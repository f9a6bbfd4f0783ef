/** The version of what a browser keeps, and the way from an older one to this one. */
import { z } from 'zod'

/** Where a library is kept: IndexedDB, or the memory of the page. Every method rejects when the browser refuses. */
export interface KeyValueStore {
  entries(): Promise<[key: string, value: unknown][]>
  get(key: string): Promise<unknown>
  /** In one transaction, so that two tabs do not lose each other's change. */
  update(key: string, change: (value: unknown) => unknown): Promise<void>
  /** In one transaction. */
  putAll(entries: readonly [key: string, value: unknown][]): Promise<void>
  delete(keys: readonly string[]): Promise<void>
}

/** Makes the records of one version from those of the version before. */
export type Migration = (entries: readonly [key: string, value: unknown][]) => [key: string, value: unknown][]

/** `libraryMigrations[n]` leads from version n + 1 to n + 2. The first version has none before it. */
export const libraryMigrations: readonly Migration[] = []

const VERSION = 'version'
const BACKUP = 'backup/'

/** What is kept was written by a newer studio, which this one must not touch. */
class NewerLibraryError extends Error {
  override name = 'NewerLibraryError' as const
}

/**
 * Brings a store to the newest version: one past the number of migrations. What was there before is written to
 * `backup/<version>/<time>` first, in the same store.
 */
export async function migrate(
  store: KeyValueStore,
  { now, migrations }: { now: () => Date; migrations: readonly Migration[] },
): Promise<void> {
  const newest = migrations.length + 1
  const kept = await store.get(VERSION)
  const version = kept === undefined ? newest : z.int().min(1).catch(newest).parse(kept)
  if (version > newest) {
    throw new NewerLibraryError(
      `This browser's workspaces were kept by a newer studio (version ${version}; this one knows ${newest})`,
    )
  }
  if (version < newest) {
    const entries = (await store.entries()).filter(([key]) => key !== VERSION && !key.startsWith(BACKUP))
    await store.putAll([[`${BACKUP}${version}/${now().toISOString()}`, entries]])
    const migrated = migrations.slice(version - 1).reduce((result, step) => step(result), entries)
    const gone = entries.map(([key]) => key).filter(key => !migrated.some(([other]) => other === key))
    await store.putAll([...migrated, [VERSION, newest]])
    await store.delete(gone)
  } else if (kept === undefined) await store.putAll([[VERSION, newest]])
}

/** A store that lasts as long as the page: where the browser keeps nothing. */
export function createMemoryStore(initial: readonly [key: string, value: unknown][] = []): KeyValueStore {
  const values = new Map<string, unknown>(initial)
  return {
    entries: async () => [...values],
    get: async key => values.get(key),
    update: async (key, change) => void values.set(key, change(values.get(key))),
    putAll: async entries => {
      for (const [key, value] of entries) values.set(key, value)
    },
    delete: async keys => {
      for (const key of keys) values.delete(key)
    },
  }
}
