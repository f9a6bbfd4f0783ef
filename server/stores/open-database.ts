/** The studio's one SQLite database: opened, protected and brought to the current schema. */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreUnavailable } from '#events/event-store.ts'
import { migrations } from './schema.sql.ts'
import { storeFailure } from './store-failure.ts'

export interface Database {
  connection: DatabaseSync
  /** As it is named in messages. */
  path: string
}

/**
 * `path` is a file, whose folder is made when it is missing, or `:memory:`. Both are for their owner only, as documents
 * may hold tokens. Throws StoreUnavailable when the file cannot be used, or a newer studio made it.
 */
export function openDatabase(path: string): Database {
  let connection: DatabaseSync | undefined
  try {
    if (path !== ':memory:') protectFile(path)
    connection = new DatabaseSync(path, { timeout: 2000 })
    configure(connection)
    migrate(connection, path)
    return { connection, path }
  } catch (error) {
    connection?.close()
    throw openFailure(error, path)
  }
}

function protectFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
  // SQLite gives its -wal and -shm files the mode of the database.
  chmodSync(path, 0o600)
}

/** In WAL mode `synchronous = NORMAL` keeps every commit through a killed process; only a power cut can lose the last ones. */
function configure(connection: DatabaseSync): void {
  connection.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA wal_autocheckpoint = 64000;
    PRAGMA journal_size_limit = 134217728;
    PRAGMA cache_size = -65536;
    PRAGMA temp_store = MEMORY;
    PRAGMA foreign_keys = OFF;
  `)
}

function migrate(connection: DatabaseSync, path: string): void {
  const version = Number(connection.prepare('PRAGMA user_version').get()?.user_version ?? 0)
  if (version > migrations.length) {
    throw new StoreUnavailable(
      `The database ${path} has version ${version}, made by a newer Metering Studio; this one knows up to ${migrations.length}. Update the studio, or choose another data folder.`,
    )
  }
  for (const [index, step] of migrations.entries()) {
    if (index < version) continue
    connection.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${index + 1}; COMMIT`)
  }
}

function openFailure(error: unknown, path: string): unknown {
  if (error instanceof Error && 'syscall' in error) {
    return new StoreUnavailable(`The database ${path} cannot be opened: ${error.message}`, { cause: error })
  }
  return storeFailure(error, path)
}
