/** Reads what is YAML or JSON: state files, manifests, several of them in one stream, and answers of Kong's APIs. */
import { deckSections } from '#entities/deck.ts'
import type { ImportScan, Piece } from './import-sink.ts'
import { commonIndent, dedented } from './indentation.ts'
import { isApiAnswer, readApiAnswer } from './read-api-json.ts'
import { readJson } from './request-body.ts'
import { isFields } from './state-file.ts'
import { yamlSource } from './yaml-source.ts'

/** Whether a value is a state file's: one of its sections is there. */
function isStateFileValue(value: unknown): value is Record<string, unknown> {
  return isFields(value) && Object.keys(value).some(key => deckSections.includes(key))
}

function isManifest(value: unknown): value is Record<string, unknown> {
  return isFields(value) && typeof value.kind === 'string' && typeof value.apiVersion === 'string'
}

/** The documents of a YAML stream; a line `---` or `...` ends one even within a block of text. */
function documentsOf({ text, start, wrapped }: Piece): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  const indent = commonIndent(text)
  const piece = (begin: number, end?: number): Piece => ({
    text: dedented(text.slice(begin, end), indent),
    start: start + begin,
    wrapped,
  })
  for (const match of text.matchAll(new RegExp(`^${indent}(?:---|\\.\\.\\.)(?=\\s|$).*$`, 'gm'))) {
    pieces.push(piece(from, match.index))
    from =
      match.index + indent.length + (match[0].trimStart().startsWith('---') ? 3 : match[0].trimStart().length)
  }
  pieces.push(piece(from))
  const filled = pieces.filter(({ text: own }) => /^[ \t]*[^\s#]/m.test(own))
  return filled.length === 1 ? [piece(0)] : filled
}

function readValue(scan: ImportScan, value: unknown, { text, start, wrapped }: Piece): void {
  const line = scan.lineOf(start + text.search(/\S|$/))
  if (isManifest(value)) scan.kic.manifest(value, line)
  else if (isStateFileValue(value)) {
    const trimmed = text.replace(/^(?:[ \t]*\r?\n)+/, '').replace(/\s*$/, '\n')
    scan.add({ format: 'deck', line: scan.lineOf(start), text: trimmed, file: value })
    if (wrapped) scan.wrapper()
  } else if (isApiAnswer(value)) readApiAnswer(value, line, scan)
  else if (value !== null && value !== undefined) {
    scan.note(
      line,
      'This is neither a decK state file nor a Kong manifest nor an API answer: none of its fields is known.',
    )
  }
}

function readOne(scan: ImportScan, piece: Piece): void {
  const source = yamlSource(piece.text)
  const [problem] = source.problems
  if (problem === undefined) readValue(scan, source.value, piece)
  else {
    const inside = source.lines.range(problem.start, problem.start).line - 1
    scan.note(scan.lineOf(piece.start) + inside, problem.message)
  }
}

/** The value of a JSON text; undefined when it is none. */
export function jsonValue(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  const reading = readJson(text)
  return 'problem' in reading ? undefined : reading.value
}

/** Reads a piece of YAML or JSON; `start` is where it stands in the pasted text. */
export function readContent(scan: ImportScan, piece: Piece): void {
  const json = jsonValue(piece.text)
  if (json !== undefined) readValue(scan, json, piece)
  else for (const document of documentsOf(piece)) readOne(scan, document)
}
