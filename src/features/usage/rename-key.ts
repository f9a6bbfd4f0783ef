/** Renaming what others refer to by its key. */
import type { PriceBook } from '#billing/price-book.ts'

/** The rate cards of the feature follow it. */
export function renameFeature(book: PriceBook, index: number, key: string): PriceBook {
  const old = book.features[index]
  if (old === undefined) return book
  const isOnly = book.features.filter(of => of.key === old.key).length === 1
  const follow = (of: string | undefined) => (isOnly && of === old.key ? key : of)
  return {
    ...book,
    features: book.features.with(index, { ...old, key }),
    plans: book.plans.map(plan => ({
      ...plan,
      rate_cards: plan.rate_cards.map(card => ({ ...card, feature: follow(card.feature) })),
    })),
  }
}

/** Subscriptions to the plan, and the reference plan, follow it. */
export function renamePlan(book: PriceBook, index: number, key: string): PriceBook {
  const old = book.plans[index]
  if (old === undefined) return book
  const isOnly = book.plans.filter(of => of.key === old.key).length === 1
  const follow = <Key extends string | undefined>(of: Key) => (isOnly && of === old.key ? key : of)
  return {
    ...book,
    plans: book.plans.with(index, { ...old, key }),
    reference_plan: follow(book.reference_plan),
    subscriptions: book.subscriptions.map(of => ({ ...of, plan: follow(of.plan) })),
  }
}
