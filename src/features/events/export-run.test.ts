import { expect, test } from 'vitest'
import type { IngestedEvent } from '#events/ingested-event.ts'
import { aDroppedExchange, anIngestedEvent } from '#testing/exchange-record.ts'
import { mergeRows } from './event-row.ts'
import { exportFormats } from './export-rows.ts'
import { type ExportedSet, type ExportProgress, exportSet } from './export-run.ts'
import { parseFilter } from './parse-filter.ts'
import { storedQuestion } from './stored-filter.ts'

/** Pages of three. */
function aSource(stored: readonly IngestedEvent[]) {
  return {
    listIngested: async ({ after = '0' }: { after?: string | undefined }) => {
      const from = Number(after)
      const next = from + 3 < stored.length ? String(from + 3) : undefined
      return { events: stored.slice(from, from + 3), next }
    },
  }
}

function aSet(filter: string, from: number): ExportedSet {
  const { terms } = parseFilter(filter)
  const rows = mergeRows([anIngestedEvent('here')], [{ ...aDroppedExchange('c'), seq: 1 }])
  return { rows, terms, question: storedQuestion(terms, 'all'), from, known: new Map(), beside: [] }
}

const stored = Array.from({ length: 8 }, (_, index) =>
  anIngestedEvent(`${index}`, { subject: index % 2 === 0 ? 'bob' : 'alice' }),
)

const noOptions = () => ({
  format: exportFormats.json,
  signal: new AbortController().signal,
  onProgress: () => undefined,
})

async function run(set: ExportedSet, signal = new AbortController().signal) {
  const told: ExportProgress[] = []
  const onProgress = (progress: ExportProgress) => told.push(progress)
  const options = { format: exportFormats.json, source: aSource(stored), signal, onProgress }
  const { file, rows } = await exportSet(set, options)
  return { records: JSON.parse(await file.text()) as { event_id?: string }[], rows, told }
}

test('the file has the rows that are here, then every page of history', async () => {
  const { records, rows, told } = await run(aSet('', 1))
  expect(records.map(({ event_id }) => event_id)).toEqual([
    undefined,
    'event-here',
    ...stored.map(({ event }) => event.id),
  ])
  expect(rows).toBe(10)
  expect(told).toEqual([
    { rows: 5, read: 3 },
    { rows: 8, read: 6 },
    { rows: 10, read: 8 },
  ])
})

test('rows that history has not come between its pages, by their time', async () => {
  const time = (id: number) => new Date(Date.UTC(2026, 10, 21) - id * 60_000).toISOString()
  const history = Array.from({ length: 7 }, (_, id) => anIngestedEvent(`${id}`, { time: time(id) }))
  const drops = [0.5, 2.5, 4.5, 9].map((id, seq) => ({ ...aDroppedExchange(`${id}`, { at: time(id) }), seq }))
  const set = { ...aSet('', 1), rows: [], beside: mergeRows([], drops) }
  const options = { ...noOptions(), source: aSource(history) }
  const { file, rows } = await exportSet(set, options)
  const records = JSON.parse(await file.text()) as { event_id?: string; request_id?: string }[]
  const ids = records.map(({ event_id, request_id }) => (event_id ?? request_id)?.split('-')[1])
  expect(ids).toEqual(['0', '0.5', '1', '2', '2.5', '3', '4', '4.5', '5', '6', '9'])
  expect(rows).toBe(11)
})

test('what the store cannot filter is filtered here', async () => {
  const { records } = await run(aSet('bo', 1))
  expect(records.slice(2).map(({ event_id }) => event_id)).toEqual([
    'event-0',
    'event-2',
    'event-4',
    'event-6',
  ])
})

test('without history the file has what is here', async () => {
  expect((await run(aSet('', Number.NEGATIVE_INFINITY))).rows).toBe(2)
})

test('a cancelled export makes no file', async () => {
  const controller = new AbortController()
  controller.abort()
  await expect(run(aSet('', 1), controller.signal)).rejects.toThrow('aborted')
})
