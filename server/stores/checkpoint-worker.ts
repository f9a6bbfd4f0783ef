/** Copies the write-ahead log into the database when asked, on a connection and a thread of its own. */
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

const connection = new DatabaseSync(String(workerData))
parentPort?.on('message', () => {
  try {
    connection.exec('PRAGMA wal_checkpoint(PASSIVE)')
  } finally {
    parentPort?.postMessage('done')
  }
})
