import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Workspace } from '#api/contract.ts'
import { createCatalog } from '#events/catalog.ts'
import { StoreUnavailable } from '#events/event-store.ts'
import { kongMeters } from '#events/meter.ts'
import { aStoredEvent } from '../../src/testing/an-event.ts'
import { openDatabase } from './open-database.ts'
import { migrations } from './schema.sql.ts'
import { createSqliteCatalogKeeper } from './sqlite-catalog-keeper.ts'
import { createSqliteEventStore } from './sqlite-event-store.ts'
import { createSqliteWorkspaceStore } from './sqlite-workspace-store.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'studio-'))
  file = join(folder, 'data', 'studio.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

const aWorkspace: Workspace = {
  id: 'w1',
  name: 'Tutorial',
  text: '_format_version: "3.0"',
  gateway_release: '3.14',
  delivery: 'studio',
  subject_format: 'plain',
  upstreams: { 'example-service': 'echo' },
  updated_at: '2026-01-01T00:00:00.000Z',
}

test('what was kept is there after a restart', async () => {
  const first = openDatabase(file)
  await createSqliteEventStore(first).append([aStoredEvent()])
  await createSqliteWorkspaceStore(first).put(aWorkspace)
  const meters = kongMeters('2026-01-01T00:00:00.000Z')
  const [meter] = meters
  const catalog = createCatalog(createSqliteCatalogKeeper(first, meters))
  if (meter !== undefined) catalog.putMeter({ ...meter, deleted_at: '2026-01-02T00:00:00.000Z' })
  first.connection.close()

  const second = openDatabase(file)
  const events = createSqliteEventStore(second)
  expect(await events.append([aStoredEvent()])).toEqual({ stored: 0, duplicates: 1 })
  const workspaces = createSqliteWorkspaceStore(second)
  expect(await workspaces.list()).toEqual([{ id: 'w1', name: 'Tutorial', updated_at: aWorkspace.updated_at }])
  expect(await workspaces.get('w1')).toEqual(aWorkspace)
  expect(await workspaces.put({ ...aWorkspace, name: 'Late' }, 'of another version')).toBe(false)
  expect(await workspaces.get('w1')).toEqual(aWorkspace)
  expect(await workspaces.put({ ...aWorkspace, name: 'Next' }, aWorkspace.updated_at)).toBe(true)
  expect([await workspaces.delete('w1'), await workspaces.delete('w1')]).toEqual([true, false])
  const reloaded = createCatalog(createSqliteCatalogKeeper(second, meters))
  expect(reloaded.activeMeters().map(({ key }) => key)).toEqual(['llm_tokens_total'])
  expect(reloaded.meter(meter?.id ?? '')?.deleted_at).toBe('2026-01-02T00:00:00.000Z')
  second.connection.close()
})

test('only the owner may read the data folder', async () => {
  const database = openDatabase(file)
  await createSqliteEventStore(database).append([aStoredEvent()])
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)
  expect([mode(join(folder, 'data')), mode(file), mode(`${file}-wal`)]).toEqual(['700', '600', '600'])
  database.connection.close()
})

test('a database of a newer studio is refused and left as it is', () => {
  openDatabase(file).connection.close()
  const raw = new DatabaseSync(file)
  raw.exec('PRAGMA user_version = 99')
  raw.close()
  expect(() => openDatabase(file)).toThrow(
    `has version 99, made by a newer Metering Studio; this one knows up to ${migrations.length}`,
  )
})

test('a file that is not a database is refused by name', () => {
  file = join(folder, 'studio.db')
  writeFileSync(file, 'not a database, but long enough to be looked at'.repeat(100))
  expect(() => openDatabase(file)).toThrow(StoreUnavailable)
  expect(() => openDatabase(file)).toThrow(/is not a SQLite database: move the file away/)
})

test('a path that cannot be made is refused by name', () => {
  writeFileSync(join(folder, 'data'), '')
  expect(() => openDatabase(file)).toThrow(/^The database .*studio\.db cannot be opened: EEXIST|ENOTDIR/)
})

test('another process that holds the database makes an append fail, not the studio', async () => {
  const database = openDatabase(file)
  database.connection.exec('PRAGMA busy_timeout = 1')
  const store = createSqliteEventStore(database)
  const other = new DatabaseSync(file)
  other.exec('BEGIN IMMEDIATE')
  await expect(store.append([aStoredEvent()])).rejects.toThrow(/is in use by another process/)
  other.exec('ROLLBACK')
  expect(await store.append([aStoredEvent()])).toEqual({ stored: 1, duplicates: 0 })
  other.close()
  database.connection.close()
})
