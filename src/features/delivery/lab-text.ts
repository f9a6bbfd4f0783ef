/** Numbers of the lab as its user reads them. */
import Big from 'big.js'

/** `00:02:21`, with tenths where the run is short. */
export function clockText(seconds: number): string {
  const whole = Math.floor(seconds)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
}

export function countText(count: number): string {
  return count.toLocaleString('en-US')
}

/** `0.01 s`, `81.9 s`, `10 min`. */
export function secondsText(seconds: number): string {
  if (seconds < 10) return `${Number(seconds.toFixed(2))} s`
  return seconds < 120 ? `${Number(seconds.toFixed(1))} s` : `${Number((seconds / 60).toFixed(1))} min`
}

/** `12.4 %`; one event of a million is not nothing. */
export function shareText(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %'
  const share = (100 * part) / whole
  if (share < 0.1) return '< 0.1 %'
  // All but one is not all.
  return part < whole && share > 99.9 ? '> 99.9 %' : `${Number(share.toFixed(1))} %`
}

/** So many events at a price each, exactly, in the currency's own digits or as many as it takes. */
export function moneyText(count: number, price: string, currency: string): string {
  const amount = new Big(price).times(count)
  const digits = Math.min(6, Math.max(2, amount.c.length - 1 - amount.e))
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: amount.lt(1) ? digits : 2,
  })
  return format.format(amount.toFixed() as Intl.StringNumericLiteral)
}

export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, 'kB'] : [bytes / 1_000_000, 'MB']
  return `${Number(value.toPrecision(3))} ${unit}`
}
