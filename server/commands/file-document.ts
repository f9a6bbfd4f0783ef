/**
 * A file as the studio's document. A state file is checked as it stands; from every other format a state file is
 * made first, and what is found in that is placed in the file.
 */
import type { ConditionLanguages } from '#conditions/condition.ts'
import { deckSections } from '#entities/deck.ts'
import type { DocumentPath } from '#entities/gateway-state.ts'
import type { Diagnostic, QuickFix, TextRange } from '#formats/diagnostic.ts'
import { readDocument } from '#formats/document.ts'
import type { DocumentReading } from '#formats/document-reading.ts'
import { type ImportNote, type ImportReading, importText } from '#formats/import-text.ts'
import { mergeImport } from '#formats/merge.ts'
import { isFields } from '#formats/state-file.ts'
import { type TextLines, textLines } from '#formats/text-lines.ts'
import { yamlSource } from '#formats/yaml-source.ts'
import type { GatewayRelease } from '#plugin/release.ts'

/** A diagnostic placed in the file; its fix has edits only where they are edits of the file. */
export interface FileDiagnostic extends Omit<Diagnostic, 'fix'> {
  fix?: Pick<QuickFix, 'label'> & Partial<QuickFix>
}

export interface FileDocument {
  /** What the file is, where it is no state file: `curl command · 1 plugin`. */
  detected: string | undefined
  /** Of the state file, or of the one that was made from the file. */
  reading: DocumentReading
  /** In the order of the file. */
  diagnostics: FileDiagnostic[]
  /** The line of the file, from 1, that what stands at a path of the document comes from. */
  lineOf(path: DocumentPath): number | undefined
}

interface Reader {
  release: GatewayRelease
  conditions: ConditionLanguages
}

const SECTION = new RegExp(`^["']?(?:${deckSections.join('|')})["']?:(?:\\s|$)`)

/** Whether decK would read the text as it stands, be it with errors. */
function isStateFile(text: string): boolean {
  const first = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .find(line => !/^(?:\s*|\s*#.*|---\s*)$/.test(line))
  if (first === undefined || SECTION.test(first)) return true
  const { value, problems } = yamlSource(text)
  return problems.length === 0 && isFields(value) && !('apiVersion' in value) && isKnown(value)
}

function isKnown(value: Record<string, unknown>): boolean {
  return Object.keys(value).some(key => deckSections.includes(key))
}

/** Reads a file's text in whatever format it is. Never throws; what is wrong is in `diagnostics`. */
export function fileDocument(text: string, { release, conditions }: Reader): FileDocument {
  const read = (documentText: string) => readDocument(documentText, release, conditions)
  if (isStateFile(text)) return asItStands(read(text))
  const imported = importText(text)
  if (imported.detected !== undefined) return fromImport(text, imported, read)
  const reading = read(text)
  const isMap = isFields(reading.value) && !('apiVersion' in reading.value)
  if (isMap || imported.notes.length === 0) return asItStands(reading)
  const file = { text, lines: textLines(text) }
  return {
    detected: undefined,
    reading: { ...reading, plugins: [], state: undefined },
    diagnostics: imported.notes.map(note => noted(note, 'error', file)),
    lineOf: () => undefined,
  }
}

function asItStands(reading: DocumentReading): FileDocument {
  const lineOf = (path: DocumentPath) => reading.rangeOf(path)?.line
  return { detected: undefined, reading, diagnostics: reading.diagnostics, lineOf }
}

function fromImport(
  text: string,
  imported: ImportReading,
  read: (text: string) => DocumentReading,
): FileDocument {
  const file = { text, lines: textLines(text) }
  const reading = read(mergeImport('', imported).text)
  const start = text.indexOf(reading.text.trimEnd())
  const places = start === -1 ? blockPlaces(imported) : []
  const placed = reading.diagnostics.map(found =>
    start === -1 ? atItsBlock(found, places, file) : moved(found, start, file),
  )
  const notes = imported.notes.map(note => noted(note, 'warning', file))
  const lineOf = (path: DocumentPath) => {
    const range = reading.rangeOf(path)
    if (range === undefined) return undefined
    return start === -1
      ? blockLine(path, places)
      : file.lines.range(range.start + start, range.end + start).line
  }
  const diagnostics = [...notes, ...placed].sort(
    (left, right) => left.range.line - right.range.line || left.range.column - right.range.column,
  )
  return { detected: imported.detected, reading, diagnostics, lineOf }
}

interface FileText {
  text: string
  lines: TextLines
}

function noted(note: ImportNote, usual: 'error' | 'warning', file: FileText): FileDiagnostic {
  const { line, message, severity = usual } = note
  const code = usual === 'error' ? 'not-understood' : 'import-note'
  return { severity, code, message, path: [], range: lineRange(file, line) }
}

/** The state file stands in the file letter by letter, so that every place in it is one in the file. */
function moved({ range, fix, ...found }: Diagnostic, by: number, { lines }: FileText): FileDiagnostic {
  const edits = fix?.edits.map(({ start, end, text }) => ({ start: start + by, end: end + by, text }))
  return {
    ...found,
    range: lines.range(range.start + by, range.end + by),
    ...(fix === undefined || edits === undefined ? {} : { fix: { label: fix.label, edits } }),
  }
}

/** Where in the file the entity at a path of the document comes from. */
interface BlockPlace {
  path: DocumentPath
  line: number
}

/** The blocks are merged one after the other, as `mergeImport` does with all of them. */
function blockPlaces({ blocks }: ImportReading): BlockPlace[] {
  const places: BlockPlace[] = []
  let document = ''
  for (const block of blocks) {
    const { text, changes } = mergeImport(document, { detected: undefined, blocks: [block], notes: [] })
    document = text
    places.push(...changes.map(({ path }) => ({ path, line: block.line })))
  }
  return places
}

/** The state file was made from the file: the finding stands where its entity starts, with its path to go on. */
function atItsBlock(
  { fix, ...found }: Diagnostic,
  places: readonly BlockPlace[],
  file: FileText,
): FileDiagnostic {
  return {
    ...found,
    range: lineRange(file, blockLine(found.path, places)),
    ...(fix === undefined ? {} : { fix: { label: fix.label } }),
  }
}

/** The line where the entity starts that a path leads into. */
function blockLine(path: DocumentPath, places: readonly BlockPlace[]): number {
  const above = places
    .filter(place => place.path.every((step, index) => path[index] === step))
    .sort((left, right) => right.path.length - left.path.length)
  return (above[0] ?? places[0])?.line ?? 1
}

/** The whole of a line, counted from 1, without its break. */
function lineRange({ text, lines }: FileText, line: number): TextRange {
  let start = 0
  for (let at = 1; at < line; at++) start = text.indexOf('\n', start) + 1
  return lines.range(start, lines.lineEnd(start))
}
