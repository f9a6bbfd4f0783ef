/**
 * Files of pinned records, so that they can be played again after the page was loaded anew: in this browser's database
 * up to a size, larger ones as long as the page is open.
 */
import { createStore, del, get, set, type UseStore } from 'idb-keyval'

/** Larger ones would take too long to be played after every edit, and too much of the browser's room. */
const KEPT_BYTES = 20_000_000
/** Longer than any disk takes: a database that is blocked never answers. */
const ANSWER_MILLISECONDS = 3000

let store: UseStore | undefined
/** By the pin's id. */
const open = new Map<string, Blob>()

/** Undefined where the browser keeps nothing. */
async function inDatabase<Value>(work: (store: UseStore) => Promise<Value>): Promise<Value | undefined> {
  const noAnswer = new Promise<undefined>(resolve => setTimeout(resolve, ANSWER_MILLISECONDS, undefined))
  try {
    store ??= createStore('metering-studio-pinned-records', 'files')
    return await Promise.race([work(store), noAnswer])
  } catch {
    return undefined
  }
}

/** Whether it is there when the page is loaded anew. */
export async function keepPinnedFile(id: string, file: Blob): Promise<boolean> {
  open.set(id, file)
  if (file.size > KEPT_BYTES) return false
  return (await inDatabase(known => set(id, file, known).then(() => true))) ?? false
}

/** Undefined when it is not kept: it has to be opened once more. */
export async function pinnedFile(id: string): Promise<Blob | undefined> {
  const known = open.get(id) ?? (await inDatabase(files => get<Blob>(id, files)))
  if (known !== undefined) open.set(id, known)
  return known
}

export async function forgetPinnedFile(id: string): Promise<void> {
  open.delete(id)
  await inDatabase(known => del(id, known))
}
