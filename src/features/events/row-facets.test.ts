import { expect, test } from 'vitest'
import { aDroppedExchange, anEventInFlight, anExchange } from '#testing/exchange-record.ts'
import { mergeRows } from './event-row.ts'
import { facetGroups } from './row-facets.ts'

/** Two that were lost, one that was delivered elsewhere and one that was dropped. */
const rows = mergeRows(
  [],
  [
    { ...anExchange('a', { events: [anEventInFlight('a', { delivery: 'lost' })] }), seq: 1 },
    { ...anExchange('b', { events: [anEventInFlight('b', { delivery: 'lost' })] }), seq: 2 },
    { ...anExchange('c'), seq: 3 },
    { ...aDroppedExchange('d'), seq: 4 },
  ],
)

test.for([
  [40, ['Emitted 41', 'Lost 2', 'Dropped 1']],
  [0, ['Lost 2', 'Dropped 1', 'Emitted 1']],
] as const)('beside %i stored events the most frequent outcome is first', ([total, expected]) => {
  const [outcome] = facetGroups(rows, [], { total, facets: [] })
  expect(outcome?.values.map(({ label, count }) => `${label} ${count}`)).toEqual(expected)
})

test('an outcome that no event has is not listed', () => {
  const lost = rows.filter(row => row.kind === 'event' && row.delivery === 'lost')
  const [outcome] = facetGroups(lost, [], { total: 0, facets: [] })
  expect(outcome?.values.map(({ label }) => label)).toEqual(['Lost'])
})
