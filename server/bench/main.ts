/**
 * `npm run bench` measures everything, `npm run bench -- NAME…` some of it. `--list` only lists the benches,
 * `--json` prints the figures as JSON. Exits 1 when a target is missed, 2 for a name that is none.
 */
import { parseArgs } from 'node:util'
import type { Bench, Measurement } from './bench.ts'
import { benches } from './benches.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, list: { type: 'boolean' } },
})

const headings = ['figure', 'value', 'unit', 'target', 'met?']

const unknown = positionals.filter(name => !benches.some(bench => bench.name === name))
if (unknown.length > 0) {
  console.error(
    `No bench is called ${unknown.join(', ')}. There are: ${benches.map(({ name }) => name).join(', ')}.`,
  )
  process.exitCode = 2
} else if (values.list) {
  for (const { name, about } of benches) console.log(`${name.padEnd(18)}${about}`)
} else {
  const chosen = positionals.length === 0 ? benches : benches.filter(({ name }) => positionals.includes(name))
  await runAll(chosen)
}

async function runAll(chosen: readonly Bench[]): Promise<void> {
  const all: Measurement[] = []
  for (const bench of chosen) {
    // The JSON stands alone on stdout.
    console.error(`${bench.name}: ${bench.about}`)
    const figures = await bench.run(line => console.error(`  ${line}`))
    if (!values.json) console.log(table(bench.name, figures))
    all.push(...figures)
  }
  if (values.json) console.log(JSON.stringify(all, null, 2))
  else console.log(summary(all))
  if (all.some(({ ok }) => !ok)) process.exitCode = 1
}

/** The promises among the figures, last and in one place. */
function summary(all: readonly Measurement[]): string {
  const targets = all.filter(({ target }) => target !== null)
  const missed = targets.filter(({ ok }) => !ok).map(({ name }) => name)
  const met = `${targets.length - missed.length} of ${targets.length} targets met`
  const rest = missed.length === 0 ? '.' : `; missed: ${missed.join(', ')}.`
  return `${table('targets', targets)}\n${met}${rest}`
}

function table(title: string, figures: readonly Measurement[]): string {
  const rows = [
    headings,
    ...figures.map(({ name, value, unit, target, ok }) => [
      name,
      value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 3 : 0 }),
      unit,
      target ?? '',
      target === null ? '' : verdict(ok),
    ]),
  ]
  const widths = headings.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  const line = (row: string[]) =>
    row
      .map((cell, column) =>
        column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return `\n${title}\n${rows.map(row => `  ${line(row)}`).join('\n')}\n`
}

function verdict(ok: boolean): string {
  return ok ? 'met' : 'MISSED'
}
