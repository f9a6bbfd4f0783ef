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
  if (all.some(({ ok }) => !ok)) process.exitCode = 1
}

function table(title: string, figures: readonly Measurement[]): string {
  const rows = figures.map(({ name, value, unit, target, ok }) => [
    name,
    value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 3 : 0 }),
    unit,
    target ?? '',
    target === null ? '' : verdict(ok),
  ])
  const widths = ['name', 'value', 'unit', 'target', ''].map((_, column) =>
    Math.max(...rows.map(row => row[column]?.length ?? 0)),
  )
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
  return ok ? 'ok' : 'MISSED'
}
