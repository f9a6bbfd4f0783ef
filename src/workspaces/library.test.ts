import { expect, test } from 'vitest'
import { freeName, type KeptWorkspace, nextName, type Snapshot } from './kept-workspace.ts'
import { openLibrary } from './library.ts'
import {
  createMemoryStore,
  type KeyValueStore,
  libraryMigrations,
  type Migration,
} from './library-version.ts'

const now = () => new Date('2026-11-21T08:00:00Z')
const open = (store: KeyValueStore, migrations: readonly Migration[] = libraryMigrations) =>
  openLibrary(store, { now, migrations })

const aWorkspace = (id: string, changed_at = '2026-11-21T08:00:00Z'): KeptWorkspace => ({
  id,
  content: {
    name: `Workspace ${id}`,
    text: 'plugins: []\n',
    gateway_release: '3.15',
    delivery: 'studio',
    subject_format: 'plain',
    upstreams: {},
  },
  changed_at,
  unsaved: false,
})
const aSnapshot = (id: string, taken_at: string): Snapshot => ({
  id,
  name: '',
  taken_at,
  text: id,
  gateway_release: '3.15',
})

test('workspaces come back, the last changed first', async () => {
  const library = await open(createMemoryStore())
  await library.put(aWorkspace('a', '2026-11-21T08:00:00Z'))
  await library.put(aWorkspace('b', '2026-11-21T09:00:00Z'))
  const { workspaces, damaged } = await library.contents()
  expect(workspaces.map(({ id }) => id)).toEqual(['b', 'a'])
  expect(damaged).toEqual([])
})

test('a record that cannot be read is named, and everything else is there', async () => {
  const library = await open(
    createMemoryStore([
      ['workspace/a', aWorkspace('a')],
      ['workspace/b', { ...aWorkspace('b'), content: { name: 'B' } }],
      ['snapshots/a', ['nonsense', aSnapshot('s', '2026-11-21T08:00:00Z')]],
      ['last-opened', 7],
    ]),
  )
  const { workspaces, damaged } = await library.contents()
  expect(workspaces.map(({ id }) => id)).toEqual(['a'])
  expect(damaged[0]?.key).toBe('workspace/b')
  expect(damaged[0]?.why).toContain('content.text')
  expect((await library.snapshots('a')).map(({ id }) => id)).toEqual(['s'])
  expect(await library.lastOpened()).toBeUndefined()
  await library.discard('workspace/b')
  expect((await library.contents()).damaged).toEqual([])
})

test('snapshots are kept per workspace, the last taken first, and replaced by their id', async () => {
  const library = await open(createMemoryStore())
  await library.putSnapshot('a', aSnapshot('1', '2026-11-21T08:00:00Z'))
  await library.putSnapshot('a', aSnapshot('2', '2026-11-21T09:00:00Z'))
  await library.putSnapshot('a', { ...aSnapshot('1', '2026-11-21T08:00:00Z'), name: 'First' })
  expect((await library.snapshots('a')).map(({ name, id }) => [id, name])).toEqual([
    ['2', ''],
    ['1', 'First'],
  ])
  await library.removeSnapshot('a', '2')
  expect(await library.snapshots('a')).toHaveLength(1)
  expect(await library.snapshots('b')).toEqual([])
})

test('a deletion gives back what it took', async () => {
  const library = await open(createMemoryStore())
  await library.put(aWorkspace('a'))
  await library.putSnapshot('a', aSnapshot('1', '2026-11-21T08:00:00Z'))
  const removed = await library.remove('a')
  expect(await library.get('a')).toBeUndefined()
  expect(await library.snapshots('a')).toEqual([])
  if (removed !== undefined) await library.add(removed.workspace, removed.snapshots)
  expect(await library.get('a')).toEqual(aWorkspace('a'))
  expect(await library.snapshots('a')).toHaveLength(1)
  expect(await library.remove('unknown')).toBeUndefined()
})

test('an older version is migrated, after a backup of all that was there', async () => {
  const store = createMemoryStore([
    ['version', 1],
    ['old', 'text'],
  ])
  const rename: Migration = entries => entries.map(([key, value]) => [key.toUpperCase(), value])
  await open(store, [rename])
  expect(Object.fromEntries(await store.entries())).toEqual({
    version: 2,
    OLD: 'text',
    'backup/1/2026-11-21T08:00:00.000Z': [['old', 'text']],
  })
})

test('what a newer studio kept is not touched', async () => {
  const entries: [string, unknown][] = [
    ['version', 9],
    ['workspace/a', 'of tomorrow'],
  ]
  const store = createMemoryStore(entries)
  await expect(open(store)).rejects.toThrow('kept by a newer studio (version 9; this one knows 1)')
  expect(await store.entries()).toEqual(entries)
})

test('names are free', () => {
  expect(freeName('A', [])).toBe('A')
  expect(freeName('A', ['A', 'A (2)'])).toBe('A (3)')
  expect(freeName('A (2)', ['A (2)'])).toBe('A (3)')
  expect(nextName(['Workspace 1', 'Workspace 3'])).toBe('Workspace 2')
})
