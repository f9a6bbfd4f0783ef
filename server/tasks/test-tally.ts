/** Reads the JSON reports of Vitest and Playwright and counts what passed, failed and was skipped. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

export interface Tally {
  passed: number
  failed: number
  skipped: number
}

const vitestReport = z
  .object({
    numPassedTests: z.int(),
    numFailedTests: z.int(),
    numPendingTests: z.int(),
    numTodoTests: z.int().default(0),
    testResults: z.array(
      z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
    ),
  })
  .transform(report => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.testResults.filter(isBrokenFile).length,
    skipped: report.numPendingTests + report.numTodoTests,
  }))

/** A file that could not be loaded fails without a failed test in it. */
function isBrokenFile(file: { status: string; assertionResults: { status: string }[] }): boolean {
  return file.status === 'failed' && !file.assertionResults.some(test => test.status === 'failed')
}

const playwrightReport = z
  .object({
    stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
    errors: z.array(z.unknown()).default([]),
  })
  .transform(({ stats, errors }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  }))

export const reportKinds = { vitest: vitestReport, playwright: playwrightReport }

/**
 * What a step of the test run counts as. A static check is one test. A step with a report counts its tests; when it
 * ended badly without a failed test (or without a readable report), that is one failure.
 */
export function tallyStep(ok: boolean, report: Tally | undefined): Tally {
  if (report === undefined) return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
  return ok || report.failed > 0 ? report : { ...report, failed: 1 }
}

/** The report in `file`, or undefined when the step left none that can be read. */
export function readReport(kind: keyof typeof reportKinds, file: string): Tally | undefined {
  try {
    return reportKinds[kind].parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}

/** The last line of the run: `12 passed, 0 failed`, with `, 1 skipped` only when there are any. */
export function closingLine(tallies: readonly Tally[]): string {
  const sum = (key: keyof Tally) => tallies.reduce((total, tally) => total + tally[key], 0)
  const skipped = sum('skipped')
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
