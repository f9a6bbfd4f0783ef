/** SQLite's failures in words that say what to do. */
import { StoreUnavailable } from '#events/event-store.ts'

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html). */
const advice: Record<number, string> = {
  5: 'is in use by another process: is a second studio running on the same data folder?',
  6: 'is in use by another connection',
  8: 'cannot be written: check the permissions of the file and its folder',
  10: 'cannot be read or written: check the disk',
  11: 'is damaged: stop the studio, move the file away or restore a backup, and start again',
  13: 'cannot grow: the disk is full',
  14: 'cannot be opened: check that its folder exists and that you may write there',
  26: 'is not a SQLite database: move the file away, or choose another data folder',
}

/** The failure of a database as StoreUnavailable; anything else unchanged, as it is a bug. */
export function storeFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('errcode' in error)) return error
  const code = Number(error.errcode) & 0xff
  const reason = advice[code]
  if (reason === undefined) return error
  return new StoreUnavailable(`The database ${path} ${reason} (${error.message})`, { cause: error })
}

/** Runs what uses the database; its failures are thrown as `storeFailure` says. */
export function withFailures<Result>(path: string, run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    throw storeFailure(error, path)
  }
}
