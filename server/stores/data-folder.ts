/** The data folder: made when it is missing, and used by one studio at a time. */
import { mkdirSync, readFileSync, type Stats, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreUnavailable } from '#events/event-store.ts'

export interface DataFolder {
  /** Says where the studio that uses the folder is reached, for whoever finds the folder in use. */
  describe(url: string): void
  release(): void
}

const LOCK = 'studio.lock'
const HOLDER = 'studio.lock.txt'
const HOW = 'Name another folder with --data or METERING_STUDIO_DATA.'

/**
 * Makes the folder, and keeps other studios out until `release` or the end of the process, however it comes: the lock
 * is the operating system's, on a SQLite file. Throws StoreUnavailable when the folder cannot be made or is in use.
 */
export function openDataFolder(folder: string): DataFolder {
  makeFolder(resolve(folder), folder)
  const lock = lockOf(folder)
  const describe = (place: string) => writeFileSync(join(folder, HOLDER), `process ${process.pid}${place}\n`)
  try {
    describe('')
  } catch (error) {
    lock.close()
    throw refused(folder, reasonOf(error))
  }
  return { describe: url => describe(` at ${url}`), release: () => lock.close() }
}

function refused(folder: string, why: string): StoreUnavailable {
  return new StoreUnavailable(`The data folder ${folder} cannot be used: ${why}. ${HOW}`)
}

function reasonOf(error: unknown): string {
  const reasons: Record<string, string> = {
    EACCES: 'you may not write there',
    EPERM: 'you may not write there',
    EROFS: 'its file system is read-only',
    ENOENT: 'its file system takes no folders',
    ENOSPC: 'the disk is full',
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return reasons[code] ?? (error instanceof Error ? error.message : String(error))
}

/** What stands at a path; undefined where nothing does, as below a file. */
function found(path: string, folder: string): Stats | undefined {
  try {
    return statSync(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw refused(folder, reasonOf(error))
  }
}

/** Level by level: Node's own recursion never ends where the file system refuses with ENOENT, as /proc does. */
function makeFolder(path: string, folder: string): void {
  const stats = found(path, folder)
  if (stats?.isDirectory()) return
  if (stats !== undefined) throw refused(folder, `expected a folder, found a file at ${path}`)
  makeFolder(dirname(path), folder)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process may have been quicker.
    if (found(path, folder)?.isDirectory()) return
    throw refused(folder, reasonOf(error))
  }
}

function lockOf(folder: string): DatabaseSync {
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(join(folder, LOCK), { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined
    if (code === 5) throw inUse(folder)
    throw refused(folder, code === 8 || code === 14 ? 'you may not write there' : reasonOf(error))
  }
}

function inUse(folder: string): StoreUnavailable {
  return new StoreUnavailable(
    `The data folder ${folder} is in use by another Metering Studio (${holderOf(folder)}). End that one, or give this one a folder of its own with --data.`,
  )
}

function holderOf(folder: string): string {
  try {
    return readFileSync(join(folder, HOLDER), 'utf8').trim()
  } catch {
    return 'process unknown'
  }
}
