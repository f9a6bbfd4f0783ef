import { expect, test } from 'vitest'
import { usageCsv } from './usage-csv.ts'

const window = { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' }

test('no cell is a formula, and a negative value stays a number', () => {
  const rows = [{ ...window, value: '-5', dimensions: { subject: '=1+1', customer_id: 'c1' } }]
  expect(usageCsv({ rows, groupBy: ['subject', 'customer_id'], name: () => '@Alice, Ltd' })).toBe(
    `from,to,subject,customer_id,customer_name,value\r\n2026-11-01T00:00:00Z,2026-11-02T00:00:00Z,'=1+1,c1,"'@Alice, Ltd",-5\r\n`,
  )
})

test('what is billed stands beside the units, with all its digits', () => {
  const rows = [{ ...window, value: '5', dimensions: { model: 'a' } }]
  const billed = { currency: 'EUR', ofRow: () => '0.33333333333333333333' }
  expect(usageCsv({ rows, groupBy: ['model'], name: () => '', billed })).toBe(
    'from,to,model,value,billed,currency\r\n2026-11-01T00:00:00Z,2026-11-02T00:00:00Z,a,5,0.33333333333333333333,EUR\r\n',
  )
})
