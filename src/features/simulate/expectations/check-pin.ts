/** Plays a pinned run through the document, and holds what it gives against what it must give. */
import {
  type CheckedExpectation,
  checkExpectations,
  expectationText,
  readExpectations,
} from '#rehearsal/expectations.ts'
import type { SimulatedDocument, Traffic } from '../run/job.ts'
import type { Runner } from '../run/worker-runner.ts'
import { pinnedFile } from './pinned-files.ts'
import type { Pin } from './pins.ts'

/** `met`, or a sentence for each difference. */
export interface PinCheck {
  met: boolean
  lines: { text: string; differences: string[] }[]
  /** Why it could not be played, or what of the lines cannot be read. */
  problems: string[]
  /** Set when the record has to be opened once more. */
  wantsFile?: boolean
}

export async function checkPin(
  pin: Pin,
  document: SimulatedDocument,
  { runner, signal }: { runner: Runner; signal: AbortSignal },
): Promise<PinCheck> {
  const reading = readExpectations(pin.expectations)
  if ('problems' in reading) {
    return unchecked(
      reading.problems.map(({ line, message }) => (line ? `Line ${line}: ${message}` : message)),
    )
  }
  const traffic = await trafficOf(pin)
  if (typeof traffic === 'string') return { ...unchecked([traffic]), wantsFile: true }
  const outcome = await runner.play({ document, traffic }, { signal })
  if (outcome.kind === 'unplayable') {
    return unchecked(
      outcome.problems.map(({ line, message }) => (line ? `Document, line ${line}: ${message}` : message)),
    )
  }
  const checked = checkExpectations(outcome.summary, reading.expectations)
  return {
    met: checked.every(({ differences }) => differences.length === 0),
    lines: checked.map(lineOf),
    problems: [],
  }
}

/** Or why there is nothing to play. */
async function trafficOf(pin: Pin): Promise<Traffic | string> {
  if ('scenario' in pin) return { kind: 'scenario', scenario: pin.scenario }
  const { source, options, name } = pin.record
  const file = await pinnedFile(pin.id)
  if (file !== undefined) return { kind: 'record', source, options, file }
  return `${name} is not at hand: open it once more to have it checked`
}

/** Nothing could be held against what is expected. */
export function unchecked(problems: string[]): PinCheck {
  return { met: false, lines: [], problems }
}

function lineOf({ expectation, differences }: CheckedExpectation): PinCheck['lines'][number] {
  return {
    text: expectationText(expectation),
    differences: differences.map(
      ({ what, expected, found }) => `${what}: expected ${expected}, found ${found}`,
    ),
  }
}
