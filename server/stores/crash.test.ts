import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from './open-database.ts'
import { createSqliteEventStore } from './sqlite-event-store.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'studio-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Appends batches without end, four at a time, and prints each batch's number once it is answered. */
const appendForever = (file: string) => `
  import { openDatabase } from '${import.meta.resolve('./open-database.ts')}'
  import { createSqliteEventStore } from '${import.meta.resolve('./sqlite-event-store.ts')}'
  const store = createSqliteEventStore(openDatabase(${JSON.stringify(file)}))
  const at = '2026-01-01T00:00:00.000Z'
  let next = 0
  const work = async () => {
    for (;;) {
      const batch = next++
      await store.append(Array.from({ length: 50 }, (_, index) => ({
        event: { specversion: '1.0', id: batch + '-' + index, source: 's', type: 't', subject: 'a', time: at },
        ingested_at: at,
        stored_at: at,
      })))
      process.stdout.write(batch + '\\n')
    }
  }
  for (let worker = 0; worker < 4; worker += 1) work()
`

test('every event that was answered before kill -9 is there once, and none of a batch is missing', async () => {
  const file = join(folder, 'studio.db')
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', appendForever(file)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const answered: number[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    answered.push(Number(line))
    if (answered.length === 200) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  expect(child.signalCode).toBe('SIGKILL')

  const store = createSqliteEventStore(openDatabase(file))
  const stored = await store.count()
  expect(stored % 50).toBe(0)
  expect(stored).toBeGreaterThanOrEqual(answered.length * 50)
  const again = answered.flatMap(batch =>
    Array.from({ length: 50 }, (_, index) => ({
      event: { specversion: '1.0', id: `${batch}-${index}`, source: 's', type: 't', subject: 'a' },
      ingested_at: '2026-01-02T00:00:00.000Z',
      stored_at: '2026-01-02T00:00:00.000Z',
    })),
  )
  expect(await store.append(again)).toEqual({ stored: 0, duplicates: again.length })
})
