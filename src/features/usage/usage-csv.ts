import type { MeterQueryResult } from '#api/meter-query.ts'
import { csvLine } from '#formats/csv-line.ts'

const LINE_END = '\r\n'

interface UsageLines {
  rows: MeterQueryResult['data']
  groupBy: readonly string[]
  name: (dimension: string, value: string) => string
  /** What is billed for a row, if anything is; absent where nothing is for any. */
  billed?: { currency: string; ofRow(row: MeterQueryResult['data'][number]): string | undefined } | undefined
}

/** A line for each window and group; customers by id and by name. */
export function usageCsv({ rows, groupBy, name, billed }: UsageLines): string {
  const withName = groupBy.includes('customer_id')
  const head = ['from', 'to', ...groupBy, ...(withName ? ['customer_name'] : [])]
  const lines = rows.map(row => {
    const { from, to, value, dimensions } = row
    const values = groupBy.map(of => dimensions[of] ?? '')
    const named = withName ? [name('customer_id', dimensions.customer_id ?? '')] : []
    const money = billed === undefined ? '' : `,${billed.ofRow(row) ?? ''},${billed.currency}`
    // A negative number is no formula, and stays a number.
    return `${csvLine([from, to, ...values, ...named]).slice(0, -LINE_END.length)},${value}${money}${LINE_END}`
  })
  const columns = billed === undefined ? ['value'] : ['value', 'billed', 'currency']
  return [csvLine([...head, ...columns]), ...lines].join('')
}
