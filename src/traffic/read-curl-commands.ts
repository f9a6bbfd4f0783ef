/**
 * Requests as curl commands: one, several, or in a shell's `for` loop, as Kong's tutorial ends. Options that change
 * what is sent are read; those that change what curl shows are passed over.
 */
import { type ShellCommand, type ShellWord, shellCommand } from '#formats/shell-command.ts'
import { type CurlRequest, readCurlWords } from './curl-request.ts'
import type { TrafficRecord } from './observed-request.ts'

/** More than this is a load test, for which the studio generates traffic instead. */
const MAX_TIMES = 1_000_000
/** A loop whose variable is used makes as many different requests. */
const MAX_VALUES = 10_000

interface Loop {
  name: string
  values: readonly string[]
}

interface Reading {
  text: string
  records: TrafficRecord[]
  loops: Loop[]
}

export function readCurlCommands(text: string): TrafficRecord[] {
  const reading: Reading = { text, records: [], loops: [] }
  for (let at = 0; at < text.length; ) {
    const command = shellCommand(text, at, name => `$${name}`)
    readCommand(command, reading)
    at = command.end
  }
  return reading.records
}

const QUIET = /^(?:echo|printf|sleep|true|:|wait|set|export|#.*|)$/

function readCommand(command: ShellCommand, reading: Reading): void {
  const [first = []] = command.pipeline
  const words = first[0]?.text === 'do' || first[0]?.text === '{' ? first.slice(1) : first
  const name = words[0]?.text ?? ''
  if (name === 'for') openLoop(command, words, reading)
  else if (name === 'done') reading.loops.pop()
  else if (/^curl(?:\.exe)?$/.test(name)) readCurl({ ...command, pipeline: [words] }, reading)
  else if (!QUIET.test(name) && !name.startsWith('#')) {
    note(reading, command.start, `Left out: \`${name}\` is neither curl nor a loop over it.`)
    if (name === 'while' || name === 'until') reading.loops.push({ name: '', values: [''] })
  }
}

function openLoop(command: ShellCommand, words: readonly ShellWord[], reading: Reading): void {
  const values = loopValues(words.slice(3).map(({ text }) => text))
  if (words[2]?.text === 'in' && values !== undefined) {
    reading.loops.push({ name: words[1]?.text ?? '', values })
    return
  }
  note(
    reading,
    command.start,
    'The loop is sent once: only a shell knows its values. Write them, such as {1..3}.',
  )
  reading.loops.push({ name: '', values: [''] })
}

/** `{1..3}`, `$(seq 3)`, `$(seq 2 4)`, or the words themselves; undefined when only a shell knows. */
function loopValues(words: readonly string[]): string[] | undefined {
  const text = words.join(' ')
  const range = /^\{(-?\d+)\.\.(-?\d+)\}$/.exec(text) ?? /^(?:\$\(|`)seq (?:(\d+) )?(\d+)(?:\)|`)$/.exec(text)
  if (range !== null) return numbers(Number(range[1] ?? 1), Number(range[2]))
  return /[$`*?{]/.test(text) || words.length === 0 ? undefined : [...words]
}

function numbers(from: number, to: number): string[] {
  const count = Math.min(Math.abs(to - from) + 1, MAX_TIMES)
  const step = to < from ? -1 : 1
  return Array.from({ length: count }, (_, index) => String(from + index * step))
}

function readCurl(command: ShellCommand, reading: Reading): void {
  const position = lineOf(reading.text, command.start)
  const heredoc = command.heredoc?.text
  const used = reading.loops.filter(({ name }) => name !== '' && uses(command, name))
  const times = reading.loops
    .filter(loop => !used.includes(loop))
    .reduce((count, { values }) => Math.min(count * values.length, MAX_TIMES), 1)
  const words = command.pipeline[0] ?? []
  for (const filled of combinations(
    words.map(({ text }) => text),
    used,
  )) {
    const { requests, problems } = readCurlWords(filled, heredoc)
    for (const message of problems) reading.records.push({ kind: 'problem', problem: { position, message } })
    for (const request of requests) reading.records.push(recordOf(request, { position, times }))
  }
}

function recordOf(
  request: CurlRequest,
  { position, times }: { position: number; times: number },
): TrafficRecord {
  return { kind: 'request', request: { position, ...request, ...(times === 1 ? {} : { times }) } }
}

function uses({ pipeline }: ShellCommand, name: string): boolean {
  return (pipeline[0] ?? []).some(({ text }) => text.includes(`$${name}`))
}

function combinations(words: readonly string[], loops: readonly Loop[]): string[][] {
  return loops.reduce<string[][]>(
    (all, { name, values }) =>
      all
        .flatMap(filled => values.map(value => filled.map(word => word.replaceAll(`$${name}`, value))))
        .slice(0, MAX_VALUES),
    [[...words]],
  )
}

function note({ text, records }: Reading, offset: number, message: string): void {
  records.push({ kind: 'problem', problem: { position: lineOf(text, offset), message } })
}

/** Counted from 1; white space before the command is not its line. */
function lineOf(text: string, offset: number): number {
  const blank = /^\s*/.exec(text.slice(offset, offset + 10_000))?.[0].length ?? 0
  return text.slice(0, offset + blank).split('\n').length
}
