import { expect, test } from 'vitest'
import { changedFilter, toggleValue, withTimeRange } from './change-filter.ts'
import type { FilterKey } from './parse-filter.ts'

test.for<[string, FilterKey, string, string]>([
  ['', 'subject', 'alice', 'subject:alice'],
  ['subject:alice timeout', 'subject', 'bob', 'subject:alice,bob timeout'],
  ['subject:alice,bob', 'subject', 'alice', 'subject:bob'],
  ['subject:alice timeout', 'subject', 'alice', 'timeout'],
  ['-subject:alice', 'subject', 'bob', '-subject:alice subject:bob'],
  ['subject:al*', 'subject', 'bob', 'subject:al* subject:bob'],
  ['', 'type', 'a, b', 'type:"a, b"'],
  ['check:ok', 'check', 'OK', ''],
  ['', 'customer', '', '-customer:*'],
  ['x -customer:*', 'customer', '', 'x'],
])('%j with %s %j toggled is %j', ([text, key, value, after]) => {
  expect(changedFilter(text, terms => toggleValue(terms, { key, value }))).toBe(after)
})

test('a range of time replaces the one before', () => {
  const range = { from: Date.UTC(2026, 10, 21, 12), to: Date.UTC(2026, 10, 21, 13) }
  const typed = changedFilter('a time:<2026-01-01', terms => withTimeRange(terms, range))
  expect(typed).toBe(
    'a time:>="2026-11-21T12:00:00.000Z" time:<"2026-11-21T13:00:00.000Z"'.replaceAll('"', ''),
  )
  expect(changedFilter(typed, terms => withTimeRange(terms, undefined))).toBe('a')
})
