/** Decimal texts as people read them. They are never made numbers: Intl formats the text exactly. */

/** `€1,204.50`. */
export function amountText(amount: string, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency })
  return format.format(amount as Intl.StringNumericLiteral)
}

/** `1,204`, `0.5`: a decimal with all its digits. */
export function quantityText(quantity: string): string {
  const format = new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 })
  return format.format(quantity as Intl.StringNumericLiteral)
}

/** Of a decimal. */
export function isZero(amount: string): boolean {
  return !/[1-9]/.test(amount)
}

/** `+€0.50`, `-€0.50`, `€0.00`. */
export function differenceText(amount: string, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency, signDisplay: 'exceptZero' })
  return format.format(amount as Intl.StringNumericLiteral)
}
