/** `npm test`: every check of the project, one after the other, and what they come to as the last line. */
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { ensureChromium } from './find-chromium.ts'
import { closingLine, readReport, type Tally, tallyStep } from './test-tally.ts'

interface Step {
  title: string
  command: string
  /** A step that runs many tests leaves a report; a static check counts as one. */
  report?: { kind: 'vitest' | 'playwright'; file: string }
  /** Further environment, made when the step starts. */
  prepare?: () => Record<string, string>
}

const root = resolve(import.meta.dirname, '../..')
const reports = join(root, 'node_modules/.cache')
const unitReport = join(reports, 'vitest.json')
const browserReport = join(reports, 'playwright.json')

const steps: Step[] = [
  { title: 'Format and lint', command: 'biome check . --error-on-warnings' },
  { title: 'Types', command: 'tsc -b --noEmit' },
  { title: 'Dead code', command: 'knip' },
  { title: 'Build', command: 'vite build' },
  {
    title: 'Unit, architecture and HTTP tests',
    command: `vitest run --reporter=default --reporter=json --outputFile.json="${unitReport}"`,
    report: { kind: 'vitest', file: unitReport },
  },
  {
    title: 'Browser tests',
    command: 'playwright test -c e2e',
    report: { kind: 'playwright', file: browserReport },
    prepare: () => ({ CHROMIUM_PATH: ensureChromium(), PLAYWRIGHT_JSON_OUTPUT_FILE: browserReport }),
  },
]

async function runStep(step: Step): Promise<Tally> {
  console.log(`\n── ${step.title}: ${step.command}`)
  if (step.report === undefined) return tallyStep(await succeeds(step), undefined)
  rmSync(step.report.file, { force: true })
  const ok = await succeeds(step)
  const tally = readReport(step.report.kind, step.report.file)
  return tallyStep(ok && tally !== undefined, tally)
}

async function succeeds(step: Step): Promise<boolean> {
  try {
    return (await exitCode(step.command, step.prepare?.() ?? {})) === 0
  } catch (error) {
    console.error(error)
    return false
  }
}

function exitCode(command: string, env: Record<string, string>): Promise<number | null> {
  const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`
  return new Promise((done, fail) => {
    const child = spawn(command, {
      cwd: root,
      shell: true,
      stdio: 'inherit',
      env: { ...process.env, ...env, PATH: path },
    })
    child.on('error', fail)
    child.on('close', done)
  })
}

mkdirSync(reports, { recursive: true })
const tallies: Tally[] = []
for (const step of steps) tallies.push(await runStep(step))
process.exitCode = tallies.some(tally => tally.failed > 0) ? 1 : 0
console.log(`\n${closingLine(tallies)}`)
