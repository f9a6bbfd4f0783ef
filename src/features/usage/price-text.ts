/** A price in a few words. */
import type { Price } from '#billing/price.ts'
import { moneyText, quantityText } from '#formats/decimal-text.ts'

export const priceModels: Record<Price['type'], string> = {
  free: 'Free',
  flat: 'Flat',
  unit: 'Per unit',
  graduated: 'Graduated tiers',
  volume: 'Volume tiers',
  package: 'Package',
}

export function priceText(price: Price, currency: string): string {
  const money = (amount: string) => moneyText(amount, currency, { exact: true })
  switch (price.type) {
    case 'flat':
      return `${money(price.amount)} flat`
    case 'unit':
      return `${money(price.amount)} per unit`
    case 'package':
      return `${money(price.amount)} per begun ${quantityText(price.quantity_per_package)}`
    default:
      return priceModels[price.type]
  }
}
