import { expect, test } from 'vitest'
import { closingLine, reportKinds, tallyStep } from './test-tally.ts'

test('a static check counts as one test', () => {
  expect(tallyStep(true, undefined)).toEqual({ passed: 1, failed: 0, skipped: 0 })
  expect(tallyStep(false, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('a step that ends badly without a failed test counts as one failure', () => {
  expect(tallyStep(false, { passed: 3, failed: 0, skipped: 0 })).toEqual({ passed: 3, failed: 1, skipped: 0 })
  expect(tallyStep(false, { passed: 3, failed: 2, skipped: 0 })).toEqual({ passed: 3, failed: 2, skipped: 0 })
})

test('a Vitest file that could not be loaded is a failure beside the failed tests', () => {
  const report = {
    numPassedTests: 4,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [
      { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ],
  }
  expect(reportKinds.vitest.parse(report)).toEqual({ passed: 4, failed: 2, skipped: 2 })
})

test("Playwright's flaky tests passed in the end; its errors outside tests are failures", () => {
  const report = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{ message: 'no' }] }
  expect(reportKinds.playwright.parse(report)).toEqual({ passed: 6, failed: 2, skipped: 2 })
})

test('the last line names the skipped only when there are any', () => {
  expect(
    closingLine([
      { passed: 2, failed: 0, skipped: 0 },
      { passed: 1, failed: 1, skipped: 0 },
    ]),
  ).toBe('3 passed, 1 failed')
  expect(closingLine([{ passed: 2, failed: 0, skipped: 3 }])).toBe('2 passed, 0 failed, 3 skipped')
})
