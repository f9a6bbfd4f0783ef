import { expect, test } from 'vitest'
import { emptyPriceBook, type PriceBook, priceBook } from '#billing/price-book.ts'
import { endLater, exampleBook, startEarlier, subscribe } from './price-book-edits.ts'

const example = exampleBook(emptyPriceBook)
const of = (customer: string, active_from: string, active_to?: string) => ({
  customer,
  plan: 'starter',
  active_from,
  ...(active_to === undefined ? {} : { active_to }),
})
const [jan, feb, mar, apr] = [1, 2, 3, 4].map(month => `2026-0${month}-01T00:00:00Z`) as [
  string,
  string,
  string,
  string,
]
const withSubscriptions = (...subscriptions: PriceBook['subscriptions']) => ({ ...example, subscriptions })

test('the example is a price book', () => {
  expect(priceBook.parse(example)).toEqual(example)
})

test('a subscription is added', () => {
  expect(subscribe(example, of('alice', jan)).subscriptions).toEqual([of('alice', jan)])
})

test('the first subscription of the customer starts earlier', () => {
  const book = withSubscriptions(of('alice', apr), of('bob', mar), of('alice', feb, mar))
  expect(startEarlier(book, 'alice', jan).subscriptions).toEqual([
    of('alice', apr),
    of('bob', mar),
    of('alice', jan, mar),
  ])
})

test('the subscription before the gap ends later', () => {
  const book = withSubscriptions(of('alice', jan, feb), of('alice', mar, apr))
  expect(endLater(book, 'alice', feb).subscriptions).toEqual([of('alice', jan, mar), of('alice', mar, apr)])
  expect(endLater(book, 'alice', apr).subscriptions).toEqual([of('alice', jan, feb), of('alice', mar)])
})

test('a subscription before another one ends where that begins', () => {
  const book = withSubscriptions(of('alice', mar), of('bob', feb))
  const { subscriptions } = subscribe(book, of('alice', jan))
  expect(subscriptions.at(-1)).toEqual(of('alice', jan, mar))
})
