import { renderHook } from '@testing-library/react'
import { expect, test } from 'vitest'
import { anIngestedEvent } from '#testing/exchange-record.ts'
import { mergeRows } from './event-row.ts'
import { type HeldRows, useHeldRows } from './use-held-rows.ts'

const start = Date.UTC(2026, 10, 21, 12)

/** The events of these seconds, and since when all of them are here. */
function live(seconds: readonly number[], from = Number.NEGATIVE_INFINITY): HeldRows['shown'] {
  const events = seconds.map(second =>
    anIngestedEvent(String(second), { time: new Date(start + second * 1000).toISOString() }),
  )
  return { rows: mergeRows(events, []), from, late: 0 }
}

const keys = (rows: HeldRows['waiting']) => rows.map(({ key }) => key)

test('while the list is held, newer rows wait, and older ones come in below', () => {
  const { result, rerender } = renderHook(({ rows, held }) => useHeldRows(rows, held), {
    initialProps: { rows: live([1, 2]), held: true },
  })
  rerender({ rows: live([0, 1, 2, 3]), held: true })
  expect(keys(result.current.shown.rows)).toEqual(['event-2', 'event-1', 'event-0'])
  expect(keys(result.current.waiting)).toEqual(['event-3'])
  expect(result.current.isMore).toBe(false)
  rerender({ rows: live([0, 1, 2, 3]), held: false })
  expect(keys(result.current.shown.rows)).toEqual(['event-3', 'event-2', 'event-1', 'event-0'])
  expect(result.current.waiting).toEqual([])
})

test('after more rows than the page keeps, it says that more wait than it has', () => {
  const { result, rerender } = renderHook(({ rows }) => useHeldRows(rows, true), {
    initialProps: { rows: live([1, 2]) },
  })
  rerender({ rows: live([8, 9], start + 7000) })
  expect(keys(result.current.shown.rows)).toEqual(['event-2', 'event-1'])
  expect(keys(result.current.waiting)).toEqual(['event-9', 'event-8'])
  expect(result.current.isMore).toBe(true)
})
