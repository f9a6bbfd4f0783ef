/** Decimal texts as people read them. They are never made numbers: Intl formats the text exactly. */

/** `€1,204.50`; `exact` keeps all digits, as a unit price has them. */
export function moneyText(amount: string, currency: string, { exact = false } = {}): string {
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    ...(exact && { maximumFractionDigits: 20 }),
  })
  return format.format(amount as `${number}`)
}

/** `1,204`, `0.5` */
export function quantityText(quantity: string): string {
  return new Intl.NumberFormat('en', { maximumFractionDigits: 20 }).format(quantity as `${number}`)
}

/** `1 event`, `2 events` */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${quantityText(String(count))} ${count === 1 ? one : many}`
}
