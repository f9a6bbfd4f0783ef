import { expect, test } from 'vitest'
import { emptyPriceBook } from '#billing/price-book.ts'
import { exampleBook, subscribe } from './price-book-edits.ts'
import { priceProblems } from './price-problems.ts'
import { renameFeature, renamePlan } from './rename-key.ts'

const book = subscribe(exampleBook(emptyPriceBook), {
  customer: 'alice',
  plan: 'starter',
  active_from: '2026-11-01T00:00:00Z',
})

test('a renamed feature keeps its rate cards', () => {
  const renamed = renameFeature(book, 0, 'calls')
  expect(renamed.plans[0]?.rate_cards[0]).toMatchObject({ feature: 'calls' })
  expect(priceProblems(renamed).count).toBe(0)
})

test('a renamed plan keeps its subscriptions and stays the reference', () => {
  const renamed = renamePlan(book, 0, 'basic')
  expect(renamed).toMatchObject({ reference_plan: 'basic', subscriptions: [{ plan: 'basic' }] })
  expect(priceProblems(renamed).count).toBe(0)
})

test('problems stand at their fields', () => {
  const wrong = {
    ...book,
    subscriptions: [{ customer: '', plan: 'starter', active_from: '2026-11-01T00:00:00Z' }],
  }
  expect(priceProblems(wrong).at('subscriptions', 0, 'customer')).toEqual([
    { severity: 'error', message: 'is required' },
  ])
  expect(priceProblems({ ...book, reference_plan: 'none' }).at('reference_plan')).toEqual([
    { severity: 'error', message: 'there is no plan "none"' },
  ])
})
