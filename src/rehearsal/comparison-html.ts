/** A comparison as a page of its own, to be shared as a file: without scripts, and without anything from elsewhere. */
import {
  type ComparisonTable,
  comparisonHeadline,
  comparisonTables,
  outcomeTexts,
  type ToldComparison,
} from './comparison-tables.ts'

/** What was compared, in words. */
export interface ComparisonSubject {
  a: string
  b: string
  traffic: string
  /** RFC 3339. */
  at: string
}

export function comparisonHtml(comparison: ToldComparison, { a, b, traffic, at }: ComparisonSubject): string {
  const { changed, requests } = comparison
  const tables = [...comparisonTables(comparison), ...(changed === 0 ? [] : [requestsTable(comparison)])]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Comparison: ${escaped(a)} and ${escaped(b)}</title>
<style>${css}</style>
</head>
<body>
<h1>${comparisonHeadline(comparison)}</h1>
<dl>
<dt>A</dt><dd>${escaped(a)}</dd>
<dt>B</dt><dd>${escaped(b)}</dd>
<dt>Traffic</dt><dd>${escaped(traffic)}</dd>
<dt>Made</dt><dd><time datetime="${escaped(at)}">${escaped(at)}</time></dd>
</dl>
${tables.map(tableHtml).join('\n')}
${requests.length < changed ? `<p>The first ${requests.length} requests that change are listed.</p>` : ''}
<footer>Simulated by Metering Studio on virtual time. Nothing was sent to Konnect, and nobody was billed.</footer>
</body>
</html>
`
}

function requestsTable({ requests }: ToldComparison): ComparisonTable {
  const text = ({ decision, details }: ReturnType<typeof outcomeTexts>) => [decision, ...details].join(' · ')
  return {
    title: 'Requests that change',
    head: ['Request', 'A', 'B'],
    rows: requests.map(({ number, method, uri, changes, a, b }) => [
      `${number} ${method} ${uri}`,
      text(outcomeTexts(a, changes)),
      text(outcomeTexts(b, changes)),
    ]),
    empty: 'None.',
  }
}

function tableHtml({ title, head, rows, empty }: ComparisonTable): string {
  const heading = `<h2>${escaped(title)}</h2>`
  if (rows.length === 0) return `${heading}\n<p>${escaped(empty)}</p>`
  const columns = head.map(name => headCell('col', name)).join('')
  return `${heading}
<div class="wide"><table>
<thead><tr>${columns}</tr></thead>
<tbody>
${rows.map(rowHtml).join('\n')}
</tbody>
</table></div>`
}

function rowHtml([name = '', ...cells]: readonly string[]): string {
  return `<tr>${headCell('row', name)}${cells.map(cell => `<td>${escaped(cell)}</td>`).join('')}</tr>`
}

function headCell(scope: 'col' | 'row', text: string): string {
  return `<th scope="${scope}">${escaped(text)}</th>`
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => entities[character] ?? character)
}

const css = `
:root { color-scheme: light dark; --line: light-dark(#d3dbd7, #2a3732); --weak: light-dark(#43514a, #b3c1bb); }
body { max-width: 1080px; margin: 0 auto; padding: 32px 24px; font: 14px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1 { margin: 0 0 16px; font-size: 22px; }
h2 { margin: 28px 0 6px; font-size: 15px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0; }
dt, footer { color: var(--weak); }
dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); font-weight: 400; text-align: right; vertical-align: top; overflow-wrap: anywhere; }
th:first-child { text-align: left; }
thead th { color: var(--weak); font-size: 12px; font-weight: 600; }
footer { margin-top: 32px; font-size: 12px; }
@media print { body { max-width: none; padding: 0; } tr { break-inside: avoid; } }
`
