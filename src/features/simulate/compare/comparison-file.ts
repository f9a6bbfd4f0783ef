/** A comparison as a file that can be shared. */
import type { ComparedOutcome, Comparison } from '#rehearsal/compare.ts'

/** The changed requests as CSV (RFC 4180), a row each. */
export function comparisonCsv({ requests }: Pick<Comparison, 'requests'>): string {
  const head = [
    'number',
    'method',
    'uri',
    'changes',
    ...columns.map(name => `a_${name}`),
    ...columns.map(name => `b_${name}`),
  ]
  const rows = requests.map(({ number, method, uri, changes, a, b }) => [
    String(number),
    method,
    uri,
    changes.join(' '),
    ...columns.map(name => String(a[name] ?? '')),
    ...columns.map(name => String(b[name] ?? '')),
  ])
  return [head, ...rows].map(cells => `${cells.map(cell).join(',')}\r\n`).join('')
}

const columns = [
  'decision',
  'reason',
  'status',
  'subject',
  'events',
  'tokens',
  'attributes',
] as const satisfies (keyof ComparedOutcome)[]

/** A text that a spreadsheet would take for a formula is told to be text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
