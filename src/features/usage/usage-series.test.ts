import { expect, test } from 'vitest'
import { readWhere, writeWhere } from './usage-query.ts'
import { chartBars, sumOf, usageGroups } from './usage-series.ts'

const row = (value: string, from: string, model: string) => ({
  value,
  from,
  to: from,
  dimensions: { model },
})

test('groups are listed by their totals, exactly', () => {
  const rows = [row('9007199254740992', '', 'a'), row('9007199254740993', '', 'b'), row('1', '', '')]
  expect(usageGroups(rows, ['model']).map(({ values }) => values[0])).toEqual(['b', 'a', ''])
  expect(sumOf(rows.map(({ value }) => value))).toBe('18014398509481986')
})

test('a day of a clock change is one bar of 25 hours, and empty days are bars', () => {
  const zone = { granularity: 'P1D', timeZone: 'Europe/Berlin', groupBy: ['model'] } as const
  const period = { from: Date.parse('2026-10-23T22:00:00Z'), to: Date.parse('2026-10-26T23:00:00Z') }
  const bars = chartBars([row('5', '2026-10-24T22:00:00Z', 'a')], { ...zone, period })
  expect(bars?.map(({ from, to, parts }) => [(to - from) / 3_600_000, [...parts.values()]])).toEqual([
    [24, []],
    [25, [5]],
    [24, []],
  ])
})

test('a month of minutes is too much for a chart', () => {
  const period = { from: 0, to: 30 * 86_400_000 }
  expect(chartBars([], { period, granularity: 'PT1M', timeZone: 'UTC', groupBy: [] })).toBeUndefined()
})

test('filters survive the URL', () => {
  const filters = [
    { dimension: 'model', values: ['a&b=c', 'ä "x"'] },
    { dimension: 'type', values: [''] },
  ]
  expect(readWhere(writeWhere(filters))).toEqual(filters)
})
