/** What a run must give: pinned once, checked after every run. As text, `alice: 3 × kong.api_request, 0 dropped`, or as JSON. */
import { z } from 'zod'
import type { RehearsalSummary } from './summary.ts'

const count = z.int().min(0)

const types = ['kong.api_request', 'kong.llm_request'] as const
const fates = ['delivered', 'late', 'lost', 'dropped', 'duplicated'] as const

/** What is left out may be anything. */
export const expectation = z
  .strictObject({
    subject: z.string().min(1).optional().describe('Absent: the whole run.'),
    requests: count.optional().describe('Of the whole run.'),
    events: z.partialRecord(z.enum(types), count).default({}).describe('Emitted, by type.'),
    delivered: count.optional(),
    late: count.optional(),
    lost: count.optional(),
    dropped: count
      .optional()
      .describe(
        'Events that a queue dropped, and requests (of a Consumer of that name) that gave none for want of a subject.',
      ),
    duplicated: count.optional(),
  })
  .refine(({ subject, requests }) => subject === undefined || requests === undefined, {
    error: 'requests are those of the whole run: leave out the subject',
    path: ['requests'],
  })
export type Expectation = z.output<typeof expectation>

const expectationList = z.union([z.array(expectation), expectation.transform(only => [only])], {
  error: 'expected a list such as [{"subject": "alice", "events": {"kong.api_request": 3}, "dropped": 0}]',
})

export interface ExpectationProblem {
  /** From 1; absent for JSON that is in order but says something else. */
  line?: number
  message: string
}

export type ExpectationReading = { expectations: Expectation[] } | { problems: ExpectationProblem[] }

const TOTAL = 'total'
const EXAMPLE = 'alice: 3 × kong.api_request, 0 dropped'

/** Reads a file of expectations: JSON, or a line for each subject and one for the `total`; `#` begins a comment. */
export function readExpectations(text: string): ExpectationReading {
  return /^\s*[[{]/.test(text) ? readJson(text) : readLines(text)
}

function readJson(text: string): ExpectationReading {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    return { problems: [{ message: `not JSON: ${cause instanceof Error ? cause.message : String(cause)}` }] }
  }
  const parsed = expectationList.safeParse(value)
  if (parsed.success) return { expectations: parsed.data }
  return {
    problems: parsed.error.issues.map(({ path, message }) => ({ message: [...path, message].join(': ') })),
  }
}

function readLines(text: string): ExpectationReading {
  const problems: ExpectationProblem[] = []
  const expectations: Expectation[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const said = line.replace(/(^|\s)#.*$/, '').trim()
    if (said === '') continue
    const read = readLine(said)
    if (typeof read === 'string') problems.push({ line: index + 1, message: read })
    else expectations.push(read)
  }
  return problems.length > 0 ? { problems } : { expectations }
}

/** The line's expectation, or what is wrong with it. A subject may have colons itself. */
function readLine(line: string): Expectation | string {
  const match = /^(.+?):\s+(\d.*)$/.exec(line)
  if (match === null) return `expected a line such as ${EXAMPLE}`
  const [, subject, counts = ''] = match
  const read = readCounts(counts)
  if (typeof read === 'string') return read
  const parsed = expectation.safeParse(subject === TOTAL ? read : { subject, ...read })
  return parsed.success ? parsed.data : parsed.error.issues.map(({ message }) => message).join('; ')
}

/** `3 × kong.api_request, 0 dropped` as fields, or what is wrong with it. */
function readCounts(text: string): Record<string, unknown> | string {
  const counts: Record<string, number> = {}
  const events: Record<string, number> = {}
  for (const part of text.split(',')) {
    const [, number, type, word = ''] = /^\s*(\d+)\s*(?:[×x*]\s*(\S+)|(\w+))\s*$/.exec(part) ?? []
    if (number === undefined)
      return `expected a count such as 3 × kong.api_request or 0 dropped, found ${part.trim()}`
    if (type === undefined) counts[word] = Number(number)
    else events[type] = Number(number)
  }
  return noneOf(Object.keys(events), types) ?? noneOf(Object.keys(counts), words) ?? { ...counts, events }
}

const words: readonly string[] = ['requests', ...fates]

function noneOf(found: readonly string[], known: readonly string[]): string | undefined {
  const unknown = found.find(name => !known.includes(name))
  if (unknown === undefined) return undefined
  return `${unknown} is none of ${known.join(', ')}`
}

/** The expectation as its line. */
export function expectationText({ subject = TOTAL, requests, events, ...counts }: Expectation): string {
  const parts = [
    ...(requests === undefined ? [] : [`${requests} requests`]),
    ...Object.entries(events).map(([type, number]) => `${number} × ${type}`),
    ...fates.flatMap(fate => (counts[fate] === undefined ? [] : [`${counts[fate]} ${fate}`])),
  ]
  return `${subject}: ${parts.join(', ')}`
}

export interface CheckedExpectation {
  expectation: Expectation
  /** What differs; none when it is met. */
  differences: { what: string; expected: number; found: number }[]
}

/** Holds a run against what was expected of it. */
export function checkExpectations(
  summary: RehearsalSummary,
  expectations: readonly Expectation[],
): CheckedExpectation[] {
  return expectations.map(expected => {
    const found = expected.subject === undefined ? ofTheRun(summary) : ofSubject(summary, expected.subject)
    const { requests, events } = expected
    const compared = [
      { what: 'requests', expected: requests, found: found.requests },
      ...Object.entries(events).map(([what, number]) => ({
        what,
        expected: number,
        found: found.by_type[what] ?? 0,
      })),
      ...fates.map(what => ({ what, expected: expected[what], found: found[what] })),
    ]
    const differences = compared.flatMap(({ what, expected: wanted, found: given }) =>
      wanted === undefined || wanted === given ? [] : [{ what, expected: wanted, found: given }],
    )
    return { expectation: expected, differences }
  })
}

type Found = Record<(typeof fates)[number] | 'requests', number> & {
  by_type: Record<string, number | undefined>
}

function ofTheRun({ requests, events }: RehearsalSummary): Found {
  return { ...events, requests: requests.requests, dropped: events.dropped + requests.dropped }
}

function ofSubject({ subjects, consumers }: RehearsalSummary, name: string): Found {
  const requests = consumers.find(consumer => consumer.name === name)
  const none = { delivered: 0, late: 0, lost: 0, dropped: 0, duplicated: 0, by_type: {} }
  const found = subjects.find(({ subject }) => subject === name) ?? none
  return { ...found, requests: requests?.requests ?? 0, dropped: found.dropped + (requests?.dropped ?? 0) }
}
