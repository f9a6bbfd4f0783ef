/**
 * Reads what a user pastes, drops or opens: state files in the shell commands of Kong's documents, several of them
 * with prose between, the formats that the studio exports, and answers of Kong's APIs. Everything becomes pieces of
 * a state file; what is not understood is named with its line.
 */
import { deckSections } from '#entities/deck.ts'
import { detectedAs } from './detected-as.ts'
import type { ImportScan } from './import-sink.ts'
import { indentOf } from './indentation.ts'
import { maskPlaceholders } from './mask.ts'
import { plainText } from './plain-text.ts'
import { readCommand } from './read-command.ts'
import { jsonValue, readContent } from './read-content.ts'
import { kicReader } from './read-kic.ts'
import { readPowershell, startsPowershell } from './read-powershell.ts'
import { startsHclBlock, terraformReader } from './read-terraform.ts'
import { isFields } from './state-file.ts'
import { textLines } from './text-lines.ts'
import { type VariableMark, variableMark } from './variable-mark.ts'
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
  /** Whether fields that it does not name stay as they are in the document (a PATCH). */
  partial?: boolean
}

/** Something that was left out, or read with a reservation. */
export interface ImportNote {
  line: number
  message: string
  /** A warning, unless it says otherwise. */
  severity?: 'error' | 'hint'
}

export interface ImportReading {
  /** What the text is: `decK state file · 1 service · 1 route · shell wrapper ignored`; undefined when nothing is understood. */
  detected: string | undefined
  blocks: ImportBlock[]
  notes: ImportNote[]
}

const COMMAND = /^(?:\$ )?(?:echo|printf|cat|deck|kubectl|curl|curl\.exe|export)\b/
const CONTENT = new RegExp(`^(?:---|apiVersion:|kind:|(?:${deckSections.join('|')}):)`)
const CONTINUED = /^(?:\s|#|-|\r?$|[A-Za-z_]\w*:(?:\s|$)|[}\]])/
const JSON_START = /^\s*(?:\{\s*(?:"|\}|$)|\[\s*(?:\{|$))/
const FENCE = /^\s*```/

function lineAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset)
  return text.slice(offset, end === -1 ? text.length : end)
}

function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end === -1 ? text.length : end + 1
}

function isContinued(line: string, indent: string): boolean {
  if (line.trim() === '') return true
  const inner = line.slice(indent.length)
  return line.startsWith(indent) && CONTINUED.test(inner) && !COMMAND.test(inner)
}

/** The end of the state file or manifest that starts at a line. */
function contentEnd(text: string, start: number): number {
  const indent = indentOf(lineAt(text, start))
  let at = nextLine(text, start)
  while (at < text.length && isContinued(lineAt(text, at), indent)) at = nextLine(text, at)
  return at
}

/** Whether a state file or manifest starts at a line. An indented one stands below prose, not below a key that is unknown. */
function startsContent(text: string, start: number): boolean {
  const line = lineAt(text, start)
  const indent = indentOf(line)
  if (!CONTENT.test(line.slice(indent.length))) return false
  if (indent === '') return true
  const above = text.slice(text.lastIndexOf('\n', start - 2) + 1, Math.max(start - 1, 0))
  return !/^\s*(?:- )?["'\w.-]+:(?:\s|$)/.test(above)
}

/** A text with more broken JSON than this is none. */
const MAX_UNCLOSED = 50

/** The end of the JSON that starts at an offset: where its brackets are closed. A broken one ends with its line. */
function jsonEnd(scan: ImportScan, start: number): number {
  const token = /"(?:[^"\\]|\\[\s\S])*"|[[\]{}]/g
  const masked = scan.masked()
  let depth = 0
  token.lastIndex = scan.unclosed < MAX_UNCLOSED ? start : masked.length
  for (let match = token.exec(masked); match !== null; match = token.exec(masked)) {
    if (/^[[{]/.test(match[0])) depth++
    else if (/^[\]}]/.test(match[0])) depth--
    if (depth === 0) return token.lastIndex
  }
  scan.unclosed++
  return nextLine(scan.text, start)
}

/** A line that says nothing: blank, a fence, a comment. */
function isSilent(line: string): boolean {
  return line.trim() === '' || FENCE.test(line) || /^\s*(?:#|\/\/)/.test(line)
}

function startsSomething(text: string, start: number): boolean {
  const line = lineAt(text, start)
  return (
    COMMAND.test(line.trimStart()) ||
    JSON_START.test(line) ||
    startsContent(text, start) ||
    startsPowershell(line) ||
    startsHclBlock(line)
  )
}

/** Names the lines up to the next configuration in one note. */
function noteProse(scan: ImportScan, start: number): number {
  const { text } = scan
  let last = start
  let at = nextLine(text, start)
  for (; at < text.length && !startsSomething(text, at); at = nextLine(text, at)) {
    if (!isSilent(lineAt(text, at))) last = at
  }
  const from = scan.lineOf(start)
  const to = scan.lineOf(last)
  const line = lineAt(text, start).trim()
  const shown = line.length > 40 ? `${line.slice(0, 39)}…` : line
  scan.note(
    from,
    to > from
      ? `Lines ${from} to ${to} were left out, not being configuration.`
      : `This line was left out, not being configuration: "${shown}"`,
  )
  return at
}

function readJsonAt(scan: ImportScan, start: number): number {
  const end = jsonEnd(scan, start)
  const text = scan.text.slice(start, end)
  if (jsonValue(text) === undefined && yamlSource(text).problems.length > 0) {
    scan.note(scan.lineOf(start), 'This looks like JSON, but it is not valid; it was left out.')
  } else readContent(scan, { text, start, wrapped: false })
  return end
}

/** Reads whatever starts at an offset and gives the offset behind it. */
function readNext(scan: ImportScan, start: number): number {
  const line = lineAt(scan.text, start)
  if (isSilent(line)) return nextLine(scan.text, start)
  const isPowershell = scan.hereStrings.size > 0 && /^kubectl\b/.test(line)
  if (isPowershell || startsPowershell(line)) return readPowershell(scan, start)
  const command = line.trimStart()
  if (COMMAND.test(command)) {
    return readCommand(scan, start + line.length - command.length + (command.startsWith('$ ') ? 2 : 0))
  }
  if (startsHclBlock(line)) return scan.terraform.readBlock(scan.text, start)
  if (JSON_START.test(line)) return readJsonAt(scan, start)
  if (!startsContent(scan.text, start)) return noteProse(scan, start)
  const end = contentEnd(scan.text, start)
  readContent(scan, { text: scan.text.slice(start, end), start, wrapped: false })
  return end
}

/** Whether the whole text is one state file or manifest, comments at its head included. */
function isOneDocument(text: string): boolean {
  const first = text.split('\n').find(line => line.trim() !== '' && !line.startsWith('#'))
  if (first === undefined || !CONTENT.test(first)) return false
  const { value, problems } = yamlSource(text)
  return problems.length === 0 && isFields(value)
}

/** Reads a pasted text. Never throws; what is not understood is in `notes`. */
export function importText(pasted: string): ImportReading {
  const text = plainText(pasted)
  const lines = textLines(text)
  const blocks: ImportBlock[] = []
  const notes: ImportNote[] = []
  const lineOf = (offset: number) => lines.range(offset, offset).line
  const sink = {
    add: (block: ImportBlock) => void blocks.push(block),
    note: (line: number, message: string, severity?: ImportNote['severity']) =>
      void notes.push({ line, message, ...(severity && { severity }) }),
  }
  let wrapped = false
  let mark: VariableMark | undefined
  let masked: string | undefined
  const scan: ImportScan = {
    ...sink,
    text,
    lineOf,
    mark: () => {
      mark ??= variableMark(text)
      return mark
    },
    masked: () => {
      masked ??= maskPlaceholders(text).text
      return masked
    },
    unclosed: 0,
    wrapper: () => {
      wrapped = true
    },
    kic: kicReader(sink),
    terraform: terraformReader(sink, lineOf),
    hereStrings: new Map(),
  }
  if (isOneDocument(text)) readContent(scan, { text, start: 0, wrapped: false })
  else for (let at = 0; at < text.length; ) at = readNext(scan, at)
  scan.kic.finish()
  scan.terraform.finish()
  const byLine = (left: { line: number }, right: { line: number }) => left.line - right.line
  return { detected: detectedAs(blocks, wrapped), blocks: blocks.sort(byLine), notes: notes.sort(byLine) }
}
