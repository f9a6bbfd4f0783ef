/**
 * Reads what a user pastes, drops or opens: state files in the shell commands of Kong's documents, several of them
 * with prose between, and the formats that the studio exports. Everything becomes pieces of a state file; what is
 * not understood is named with its line.
 */
import { deckSections } from '#entities/deck.ts'
import { type ShellCommand, shellCommand } from './shell-command.ts'
import { isFields, rawEntities } from './state-file.ts'
import { textLines } from './text-lines.ts'
import { yamlSource } from './yaml-source.ts'

export type ImportFormat = 'deck' | 'admin-api' | 'konnect-api' | 'kic' | 'terraform' | 'json'

/** A part of the pasted text that was understood, as a state file. */
export interface ImportBlock {
  format: ImportFormat
  /** The line in the pasted text where its content starts. */
  line: number
  /** The state file's own text, where the block is one. */
  text?: string
  /** The state file's value. */
  file: Record<string, unknown>
}

/** Something that was left out, or read with a reservation. */
export interface ImportNote {
  line: number
  message: string
}

export interface ImportReading {
  /** What the text is: `decK state file · 1 service · 1 route · shell wrapper ignored`; undefined when nothing is understood. */
  detected: string | undefined
  blocks: ImportBlock[]
  notes: ImportNote[]
}

/** A run of text that belongs together: a shell command, or lines of one resource. */
interface Piece {
  text: string
  start: number
  wrapped: boolean
}

interface Scan {
  text: string
  blocks: ImportBlock[]
  notes: ImportNote[]
  wrapped: boolean
  lineOf(offset: number): number
}

const COMMAND = /^(?:\$ )?(?:echo|printf|cat|deck|kubectl|curl|export)\b/
const CONTENT = new RegExp(`^(?:---|apiVersion:|kind:|(?:${deckSections.join('|')}):)`)
const CONTINUED = /^(?:\s|#|-|\r?$|[A-Za-z_]\w*:(?:\s|$)|[}\]])/

function lineAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset)
  return text.slice(offset, end === -1 ? text.length : end)
}

function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end === -1 ? text.length : end + 1
}

/** The end of the state file or manifest that starts at a line. */
function contentEnd(text: string, start: number): number {
  let at = nextLine(text, start)
  while (at < text.length && CONTINUED.test(lineAt(text, at)) && !COMMAND.test(lineAt(text, at))) {
    at = nextLine(text, at)
  }
  return at
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function describe(scan: Scan): string | undefined {
  if (scan.blocks.length === 0) return undefined
  const totals = { service: 0, route: 0, consumer: 0, plugin: 0 }
  for (const { file } of scan.blocks) {
    const raw = rawEntities(file)
    totals.service += raw.services.length
    totals.route += raw.routes.length
    totals.consumer += raw.consumers.length
    totals.plugin += raw.plugins.length
  }
  const files = scan.blocks.length
  const counts = Object.entries(totals).filter(([, total]) => total > 0)
  return [
    files === 1 ? 'decK state file' : `${files} decK state files`,
    ...counts.map(([noun, total]) => count(total, noun)),
    ...(scan.wrapped ? [files === 1 ? 'shell wrapper ignored' : 'shell wrappers ignored'] : []),
  ].join(' · ')
}

/** Reads a state file's text; `offset` is where it stands in the pasted text. */
function readStateFile(scan: Scan, { text, start, wrapped }: Piece): void {
  const source = yamlSource(text)
  const line = scan.lineOf(start)
  const [problem] = source.problems
  if (problem !== undefined) {
    const at = line + source.lines.range(problem.start, problem.start).line - 1
    scan.notes.push({ line: at, message: problem.message })
  } else if (isFields(source.value) && Object.keys(source.value).some(key => deckSections.includes(key))) {
    const trimmed = text.replace(/^(?:[ \t]*\r?\n)+/, '').replace(/\s*$/, '\n')
    scan.blocks.push({ format: 'deck', line, text: trimmed, file: source.value })
    scan.wrapped ||= wrapped
  } else if (source.value !== null && source.value !== undefined) {
    scan.notes.push({ line, message: 'This is not a decK state file: none of its sections is known.' })
  }
}

/** What a command hands to its standard input: echo's text or a here-document. */
function inputOf({ pipeline, heredoc }: ShellCommand): { text: string; start: number } | undefined {
  if (heredoc !== undefined) return heredoc
  const [first] = pipeline
  const name = first?.[0]?.text
  if (pipeline.length < 2 || (name !== 'echo' && name !== 'printf')) return undefined
  return first?.findLast((word, index) => index > 0 && !/^-[neE]+$/.test(word.text))
}

function readCommand(scan: Scan, command: ShellCommand): void {
  const line = scan.lineOf(command.start)
  const input = inputOf(command)
  const names = command.pipeline.map(words => words.find(word => word.text !== '$')?.text)
  if (input !== undefined && (names.includes('deck') || names[0] === 'cat' || names[0] === 'echo')) {
    readStateFile(scan, { ...input, wrapped: true })
  } else if (names[0] === 'export') {
    const assigned = command.pipeline[0]?.find(word => word.text.includes('='))?.text.split('=')[0]
    scan.notes.push({
      line,
      message: `\`export ${assigned ?? ''}\` was left out; its value stays out of the document.`,
    })
  } else {
    scan.notes.push({
      line,
      message: `The command \`${names[0] ?? ''}\` was left out: it holds no configuration.`,
    })
  }
}

function noteProse(scan: Scan, start: number): number {
  const line = lineAt(scan.text, start).trim()
  let end = nextLine(scan.text, start)
  while (end < scan.text.length && isProse(lineAt(scan.text, end))) end = nextLine(scan.text, end)
  const from = scan.lineOf(start)
  const to = scan.lineOf(Math.max(start, end - 1))
  const shown = line.length > 40 ? `${line.slice(0, 39)}…` : line
  const where = to > from ? `Lines ${from} to ${to} were` : 'This line was'
  scan.notes.push({ line: from, message: `${where} left out, not being configuration: "${shown}"` })
  return end
}

function isProse(line: string): boolean {
  return line.trim() !== '' && !COMMAND.test(line) && !CONTENT.test(line) && !/^\s*```/.test(line)
}

/** Reads whatever starts at an offset and gives the offset behind it. */
function readNext(scan: Scan, start: number): number {
  const line = lineAt(scan.text, start)
  if (line.trim() === '' || /^\s*(?:```|#)/.test(line)) return nextLine(scan.text, start)
  if (COMMAND.test(line)) {
    const command = shellCommand(scan.text, start + (line.startsWith('$ ') ? 2 : 0))
    readCommand(scan, command)
    return command.end
  }
  if (!CONTENT.test(line)) return noteProse(scan, start)
  const end = contentEnd(scan.text, start)
  readStateFile(scan, { text: scan.text.slice(start, end), start, wrapped: false })
  return end
}

/** Whether the whole text is one state file, comments at its head included. */
function isStateFile(text: string): boolean {
  const first = text.split('\n').find(line => line.trim() !== '' && !line.startsWith('#'))
  if (first === undefined || !CONTENT.test(first)) return false
  const { value, problems } = yamlSource(text)
  return problems.length === 0 && isFields(value)
}

/** Reads a pasted text. Never throws; what is not understood is in `notes`. */
export function importText(text: string): ImportReading {
  const lines = textLines(text)
  const lineOf = (offset: number) => lines.range(offset, offset).line
  const scan: Scan = { text, blocks: [], notes: [], wrapped: false, lineOf }
  if (isStateFile(text)) readStateFile(scan, { text, start: 0, wrapped: false })
  else for (let at = 0; at < text.length; ) at = readNext(scan, at)
  return { detected: describe(scan), blocks: scan.blocks, notes: scan.notes }
}
