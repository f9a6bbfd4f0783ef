/** The library of workspaces in this browser's IndexedDB; in the page's memory where the browser keeps nothing. */
import { createStore, delMany, entries, get, setMany, update } from 'idb-keyval'
import type { KeptWorkspace } from '#workspaces/kept-workspace.ts'
import { type Library, openLibrary } from '#workspaces/library.ts'
import { createMemoryStore, type KeyValueStore, libraryMigrations } from '#workspaces/library-version.ts'
import { useStorageState } from './storage-state.ts'

/** Longer than any disk takes: a store that is blocked never answers. */
const OPEN_MILLISECONDS = 3000

let opening: Promise<Library> | undefined

/** Never rejects; its methods do when the browser refuses to write. */
export function browserLibrary(): Promise<Library> {
  opening ??= openInBrowser()
  return opening
}

async function openInBrowser(): Promise<Library> {
  const options = { now: () => new Date(), migrations: libraryMigrations }
  try {
    const library = await inTime(openLibrary(indexedDbStore(), options))
    const { damaged } = await library.contents()
    useStorageState.setState({ damaged: damaged.length })
    return library
  } catch (error) {
    useStorageState.setState({ problem: messageOf(error) })
    return openLibrary(createMemoryStore(), options)
  }
}

function inTime<Value>(work: Promise<Value>): Promise<Value> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('its storage does not answer')), OPEN_MILLISECONDS)
  })
  return Promise.race([work, late])
}

function messageOf(error: unknown): string {
  if (typeof indexedDB === 'undefined') return 'it has no IndexedDB'
  return error instanceof Error ? error.message : String(error)
}

function indexedDbStore(): KeyValueStore {
  const store = createStore('metering-studio', 'workspaces')
  return {
    entries: () => entries<string, unknown>(store),
    get: key => get<unknown>(key, store),
    update: (key, change) => written(update<unknown>(key, change, store)),
    putAll: values =>
      written(
        setMany(
          values.map(([key, value]) => [key, value]),
          store,
        ),
      ),
    delete: keys => written(delMany([...keys], store)),
  }
}

/** A write that fails is said in the banner until one succeeds. */
async function written(write: Promise<void>): Promise<void> {
  try {
    await write
    if (useStorageState.getState().problem !== undefined) useStorageState.setState({ problem: undefined })
  } catch (error) {
    useStorageState.setState({ problem: messageOf(error) })
    throw error
  }
}

/** Keeps the open workspace. What the browser refuses stands in the banner; the server has the workspace, too. */
export async function keepInBrowser(workspace: KeptWorkspace): Promise<void> {
  const library = await browserLibrary()
  try {
    await library.put(workspace)
    await library.setLastOpened(workspace.id)
  } catch {
    // Said by `written`.
  }
}
