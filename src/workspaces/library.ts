/**
 * The workspaces and snapshots that a browser keeps, in any store of keys and values. What cannot be read is left
 * where it is and named; it never stands in the way of the rest.
 */
import { z } from 'zod'
import { type KeptWorkspace, keptWorkspace, type Snapshot, snapshot } from './kept-workspace.ts'
import { type KeyValueStore, type Migration, migrate } from './library-version.ts'

export interface DamagedRecord {
  key: string
  /** What is wrong with it, as zod says it. */
  why: string
}

export interface LibraryContents {
  /** Last changed first. */
  workspaces: KeptWorkspace[]
  damaged: DamagedRecord[]
}

/** What a deletion took, so that it can be put back. */
export interface RemovedWorkspace {
  workspace: KeptWorkspace
  snapshots: readonly Snapshot[]
}

export interface Library {
  contents(): Promise<LibraryContents>
  /** Undefined also for one that is damaged. */
  get(id: string): Promise<KeptWorkspace | undefined>
  put(workspace: KeptWorkspace): Promise<void>
  remove(id: string): Promise<RemovedWorkspace | undefined>
  /** With its snapshots, which are added to those that there are. */
  add(workspace: KeptWorkspace, snapshots: readonly Snapshot[]): Promise<void>
  /** Last taken first. */
  snapshots(workspaceId: string): Promise<Snapshot[]>
  /** Adds, or replaces the one with its id. */
  putSnapshot(workspaceId: string, snapshot: Snapshot): Promise<void>
  removeSnapshot(workspaceId: string, id: string): Promise<void>
  /** The workspace that was open last. */
  lastOpened(): Promise<string | undefined>
  setLastOpened(id: string): Promise<void>
  /** Everything as it is kept, readable or not. */
  raw(): Promise<[key: string, value: unknown][]>
  /** Removes a record that cannot be read. */
  discard(key: string): Promise<void>
}

const WORKSPACE = 'workspace/'
const SNAPSHOTS = 'snapshots/'
const LAST_OPENED = 'last-opened'

function readSnapshots(value: unknown): Snapshot[] {
  const items = z.array(z.unknown()).safeParse(value).data ?? []
  const read = items.flatMap(item => snapshot.safeParse(item).data ?? [])
  return read.sort((left, right) => right.taken_at.localeCompare(left.taken_at))
}

function readContents(entries: readonly [string, unknown][]): LibraryContents {
  const workspaces: KeptWorkspace[] = []
  const damaged: DamagedRecord[] = []
  for (const [key, value] of entries) {
    if (!key.startsWith(WORKSPACE)) continue
    const read = keptWorkspace.safeParse(value)
    if (read.success) workspaces.push(read.data)
    else damaged.push({ key, why: z.prettifyError(read.error) })
  }
  workspaces.sort((left, right) => right.changed_at.localeCompare(left.changed_at))
  return { workspaces, damaged }
}

/** Opens the library, migrating what an older studio kept. Rejects when the store fails, or a newer studio wrote it. */
export async function openLibrary(
  store: KeyValueStore,
  { now, migrations }: { now: () => Date; migrations: readonly Migration[] },
): Promise<Library> {
  await migrate(store, { now, migrations })
  const snapshotsOf = async (id: string) => readSnapshots(await store.get(SNAPSHOTS + id))
  const changeSnapshots = (id: string, change: (kept: Snapshot[]) => Snapshot[]) =>
    store.update(SNAPSHOTS + id, kept => change(readSnapshots(kept)))
  const get = async (id: string) => keptWorkspace.safeParse(await store.get(WORKSPACE + id)).data
  return {
    contents: async () => readContents(await store.entries()),
    get,
    put: workspace => store.update(WORKSPACE + workspace.id, () => workspace),
    remove: async id => {
      const workspace = await get(id)
      if (workspace === undefined) return undefined
      const snapshots = await snapshotsOf(id)
      await store.delete([WORKSPACE + id, SNAPSHOTS + id])
      return { workspace, snapshots }
    },
    add: async (workspace, snapshots) => {
      await store.update(WORKSPACE + workspace.id, () => workspace)
      if (snapshots.length > 0) await changeSnapshots(workspace.id, kept => [...kept, ...snapshots])
    },
    snapshots: snapshotsOf,
    putSnapshot: (workspaceId, taken) =>
      changeSnapshots(workspaceId, kept => [taken, ...kept.filter(({ id }) => id !== taken.id)]),
    removeSnapshot: (workspaceId, gone) =>
      changeSnapshots(workspaceId, kept => kept.filter(({ id }) => id !== gone)),
    lastOpened: async () => z.string().safeParse(await store.get(LAST_OPENED)).data,
    setLastOpened: id => store.update(LAST_OPENED, () => id),
    raw: () => store.entries(),
    discard: key => store.delete([key]),
  }
}
