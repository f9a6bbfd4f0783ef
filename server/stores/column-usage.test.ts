import { expect, test } from 'vitest'
import { columnUsage } from './column-usage.ts'
import { createEventColumns } from './event-columns.ts'

const names = { type: 1, alice: 2, source: 3 }
const hour = 3_600_000
const ROWS = 20_000

function manyRows() {
  const columns = createEventColumns(() => [])
  for (const [name, id] of Object.entries(names)) columns.setName(id, name)
  // Late ones stand among the others.
  for (let seq = 1; seq <= ROWS; seq += 1) add(columns, seq, (seq % 3) * hour)
  return columns
}

function add(columns: ReturnType<typeof createEventColumns>, seq: number, time: number): void {
  columns.load({ seq, type: names.type, subject: names.alice, source: names.source, time })
}

const query = {
  meter: { event_type: 'type', aggregation: 'count' as const },
  groupBy: ['subject'],
  filters: {},
  customers: new Map<string, string>(),
  windows: { granularity: 'PT1H' as const, timeZone: 'UTC' },
}

test('others have their turn while rows are counted, and what they add is not counted', async () => {
  const columns = manyRows()
  let turns = 0
  const rows = await columnUsage(columns, query, async () => {
    turns += 1
    for (let more = 0; more < ROWS; more += 1) add(columns, ROWS * turns + more + 1, 0)
  })
  expect(turns).toBeGreaterThan(3)
  expect(rows?.map(({ from, value }) => [from, value])).toEqual([
    [0, '6666'],
    [hour, '6667'],
    [2 * hour, '6667'],
  ])
})

test('where rows are forgotten meanwhile, it is to be asked again', async () => {
  const columns = manyRows()
  expect(await columnUsage(columns, query, async () => columns.dropBefore(10))).toBeUndefined()
  const rows = await columnUsage(columns, query, () => undefined)
  expect(rows?.reduce((sum, { value }) => sum + Number(value), 0)).toBe(ROWS - 9)
})
