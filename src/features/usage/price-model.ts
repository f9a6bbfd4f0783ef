import type { Price } from '#billing/price.ts'

/** The price under another model; what both have in common stays. */
export function changeModel(price: Price, type: Price['type']): Price {
  const amount = amountOf(price)
  switch (type) {
    case 'free':
      return { type }
    case 'flat':
    case 'unit':
      return { type, amount }
    case 'package':
      return { type, amount, quantity_per_package: '1000' }
    case 'graduated':
    case 'volume':
      return { type, tiers: 'tiers' in price ? price.tiers : [{ unit_amount: amount, flat_amount: '0' }] }
  }
}

function amountOf(price: Price): string {
  if ('amount' in price) return price.amount
  return 'tiers' in price ? (price.tiers.at(-1)?.unit_amount ?? '') : ''
}
