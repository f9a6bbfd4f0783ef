import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWindows, type Granularity, isTimeZone } from './windows.ts'

const hours = (from: number, to: number) => (to - from) / 3_600_000
const iso = ({ from, to }: { from: number; to: number }) => [
  new Date(from).toISOString(),
  new Date(to).toISOString(),
]

test.for<{ size: Granularity; zone: string; at: string; window: string[] }>([
  {
    size: 'PT1M',
    zone: 'UTC',
    at: '2026-01-01T00:00:59.999Z',
    window: ['2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z'],
  },
  {
    size: 'PT1H',
    zone: 'Asia/Kolkata',
    at: '2026-01-01T00:10:00Z',
    window: ['2025-12-31T23:30:00.000Z', '2026-01-01T00:30:00.000Z'],
  },
  {
    size: 'P1D',
    zone: 'Europe/Berlin',
    at: '2026-03-29T12:00:00Z',
    window: ['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
  },
  {
    size: 'P1D',
    zone: 'Europe/Berlin',
    at: '2026-10-25T12:00:00Z',
    window: ['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
  },
  {
    size: 'P1M',
    zone: 'America/New_York',
    at: '2026-03-01T04:59:59Z',
    window: ['2026-02-01T05:00:00.000Z', '2026-03-01T05:00:00.000Z'],
  },
  {
    size: 'P1M',
    zone: 'America/New_York',
    at: '2026-03-01T05:00:00Z',
    window: ['2026-03-01T05:00:00.000Z', '2026-04-01T04:00:00.000Z'],
  },
  // The clocks of Lord Howe go back by half an hour: 02:00 is 01:30 again.
  {
    size: 'PT1H',
    zone: 'Australia/Lord_Howe',
    at: '2026-04-04T15:10:00Z',
    window: ['2026-04-04T15:00:00.000Z', '2026-04-04T15:30:00.000Z'],
  },
  // Midnight did not exist: the day began at one.
  {
    size: 'P1D',
    zone: 'America/Sao_Paulo',
    at: '2018-11-04T12:00:00Z',
    window: ['2018-11-04T03:00:00.000Z', '2018-11-05T02:00:00.000Z'],
  },
])('$size in $zone at $at', ({ size, zone, at, window }) => {
  expect(iso(createWindows(size, zone).of(Date.parse(at)))).toEqual(window)
})

test('the day of a clock change has 23 or 25 hours', () => {
  const windows = createWindows('P1D', 'Europe/Berlin')
  const lengths = ['2026-03-29', '2026-10-25', '2026-06-01'].map(date => {
    const { from, to } = windows.of(Date.parse(`${date}T10:00:00Z`))
    return hours(from, to)
  })
  expect(lengths).toEqual([23, 25, 24])
})

test('windows hold their times, and the next begins where one ends', () => {
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Africa/Monrovia',
  ]
  fc.assert(
    fc.property(
      fc.constantFrom<Granularity>('PT1M', 'PT1H', 'P1D', 'P1M'),
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(1970), max: Date.UTC(2040) }),
      (size, zone, at) => {
        const windows = createWindows(size, zone)
        const { from, to } = windows.of(at)
        expect(from).toBeLessThanOrEqual(at)
        expect(to).toBeGreaterThan(at)
        expect(windows.of(from)).toEqual({ from, to })
        expect(windows.of(to - 1)).toEqual({ from, to })
        expect(windows.of(to).from).toBe(to)
      },
    ),
  )
})

test.for([
  { name: 'Europe/Berlin', known: true },
  { name: 'UTC', known: true },
  { name: 'Mars/Olympus', known: false },
  { name: '+02:00', known: false },
  { name: '', known: false },
])('$name is a time zone: $known', ({ name, known }) => {
  expect(isTimeZone(name)).toBe(known)
})
