import type { MeterQueryResult } from '#api/meter-query.ts'
import { csvLine } from '#formats/csv-line.ts'

/** A line for each window and group; customers by id and by name. */
export function usageCsv(
  rows: MeterQueryResult['data'],
  groupBy: readonly string[],
  name: (dimension: string, value: string) => string,
): string {
  const withName = groupBy.includes('customer_id')
  const head = ['from', 'to', ...groupBy, ...(withName ? ['customer_name'] : [])]
  const lines = rows.map(({ from, to, value, dimensions }) => {
    const values = groupBy.map(of => dimensions[of] ?? '')
    const named = withName ? [name('customer_id', dimensions.customer_id ?? '')] : []
    // A negative number is no formula, and stays a number.
    return `${csvLine([from, to, ...values, ...named]).trimEnd()},${value}\r\n`
  })
  return [csvLine([...head, 'value']), ...lines].join('')
}
