/** A state file's YAML: its value, the place of everything in it, and what is wrong with its syntax. */
import type { Node } from 'yaml'
import type { DocumentPath } from '#entities/gateway-state.ts'
import { type MaskedText, maskPlaceholders } from './mask.ts'
import { type TextLines, textLines } from './text-lines.ts'
import { createPieceReader, type YamlTree } from './yaml-pieces.ts'
import { type Place, placeIn } from './yaml-place.ts'
import { firstProblems, parseYaml, type SyntaxProblem, tooDeep } from './yaml-problems.ts'
import { anchorsOf, TooMuch, valueOfNode } from './yaml-value.ts'

export interface YamlSource {
  text: string
  lines: TextLines
  masked: MaskedText
  root: Node | null
  /** Why the text could not be read; empty when it could. */
  problems: SyntaxProblem[]
  /** Keys that stand twice in a map; the last one counts. */
  repeatedKeys: SyntaxProblem[]
  /** Maps as objects, lists as arrays, placeholders in canonical form. Undefined when there are problems. */
  value: unknown
  /** The value of one of the source's nodes. */
  valueOf(node: Node | null): unknown
  place(path: DocumentPath): Place | undefined
}

/** What the studio reads: far above any gateway's configuration, and still read in about a second. */
const MAX_LENGTH = 4_000_000
/** From this length on, a text is read in pieces; a shorter one is parsed as a whole within a few milliseconds. */
const LARGE = 10_000

function unread(text: string, problem: SyntaxProblem): YamlSource {
  return {
    text,
    lines: textLines(text),
    masked: { text, placeholders: [], restore: piece => piece },
    root: null,
    problems: [problem],
    repeatedKeys: [],
    value: undefined,
    valueOf: () => undefined,
    place: () => undefined,
  }
}

function tooLong(text: string): SyntaxProblem {
  const size = (text.length / 1e6).toFixed(1)
  const message = `The text has ${size} million characters; the studio reads state files of up to ${MAX_LENGTH / 1e6} million.`
  return { code: 'too-large', message, start: 0, end: 0 }
}

let latest: YamlSource | undefined
const readPieces = createPieceReader()

/**
 * Parses a text. Never throws: what cannot be read is in `problems`. The latest source is kept, because reading a
 * document and editing it parse the same text; of a large text the pieces are kept, because a keystroke changes one.
 */
export function yamlSource(text: string): YamlSource {
  if (latest?.text !== text) latest = freshSource(text, text.length < LARGE ? () => undefined : readPieces)
  return latest
}

/** Parses a text with nothing remembered, unless `inPieces` can read it. */
export function freshSource(
  text: string,
  inPieces: (text: string) => YamlTree | undefined = () => undefined,
): YamlSource {
  if (text.length > MAX_LENGTH) return unread(text, tooLong(text))
  const masked = maskPlaceholders(text)
  try {
    return sourceOf(text, masked, inPieces(text) ?? wholeTree(masked))
  } catch (error) {
    if (error instanceof TooMuch) return unread(text, error.problem)
    if (!(error instanceof RangeError)) throw error
    return unread(text, tooDeep())
  }
}

function wholeTree(masked: MaskedText): YamlTree {
  const { document, problems } = parseYaml(masked)
  const root = document.contents
  const anchors = anchorsOf(document)
  const repeatedKeys: SyntaxProblem[] = []
  const value = problems.length === 0 ? valueOfNode(root, { masked, anchors, repeatedKeys }) : undefined
  return { root, problems: firstProblems(problems), repeatedKeys, value, anchors }
}

function sourceOf(text: string, masked: MaskedText, { anchors, ...tree }: YamlTree): YamlSource {
  return {
    text,
    lines: textLines(text),
    masked,
    ...tree,
    valueOf: node => valueOfNode(node, { masked, anchors, repeatedKeys: [] }),
    place: path => placeIn(tree.root, path, masked),
  }
}
