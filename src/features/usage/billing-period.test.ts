import { expect, test } from 'vitest'
import { momentText, monthsUntil, readPeriod } from './billing-period.ts'

const now = Date.parse('2026-11-30T23:30:00Z')

test.for([
  ['the month of now', {}, 'UTC', '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
  [
    'the month of now, where it is another',
    {},
    'Europe/Berlin',
    '2026-11-30T23:00:00.000Z',
    '2026-12-31T23:00:00.000Z',
  ],
  [
    'a month with a clock change',
    { month: '2026-10' },
    'Europe/Berlin',
    '2026-09-30T22:00:00.000Z',
    '2026-10-31T23:00:00.000Z',
  ],
  [
    'days, the last one too',
    { from: '2026-11-03', to: '2026-11-04' },
    'UTC',
    '2026-11-03T00:00:00.000Z',
    '2026-11-05T00:00:00.000Z',
  ],
  ['one day', { from: '2026-11-03' }, 'UTC', '2026-11-03T00:00:00.000Z', '2026-11-04T00:00:00.000Z'],
  [
    'a span that ends before it begins',
    { from: '2026-11-03', to: '2026-11-01' },
    'UTC',
    '2026-11-03T00:00:00.000Z',
    '2026-11-04T00:00:00.000Z',
  ],
] as const)('%s', ([, choice, timeZone, from, to]) => {
  const period = readPeriod({ ...choice, timeZone }, now)
  expect([period.from, period.to].map(time => new Date(time).toISOString())).toEqual([from, to])
})

test('months are listed backwards over the turn of the year', () => {
  expect(monthsUntil('2027-01', 3)).toEqual(['2027-01', '2026-12', '2026-11'])
})

test('a moment is told without its clock at the start of a day', () => {
  expect(momentText('2026-11-03T00:00:00Z', 'UTC')).toBe('2026-11-03')
  expect(momentText('2026-11-03T00:00:00Z', 'Europe/Berlin')).toBe('2026-11-03 01:00')
})
