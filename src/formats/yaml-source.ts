/** A state file's YAML: its value, the place of everything in it, and what is wrong with its syntax. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml'
import type { DocumentPath } from '#entities/gateway-state.ts'
import { type MaskedText, maskPlaceholders } from './mask.ts'
import { type TextLines, textLines } from './text-lines.ts'

/** What is wrong with a text as YAML. */
export interface SyntaxProblem {
  code: string
  message: string
  start: number
  end: number
}

/** A node with the key it stands under (none in a list or at the top). */
export interface Place {
  node: Node | null
  key: Node | null
  /** The collection that holds the node, with the node's pair if that is a map. */
  parent?: Node
  pair?: Pair<Node, Node | null>
}

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
/** How many values aliases may expand to. Kong's files hardly use any; a "billion laughs" file means to exhaust memory. */
const MAX_ALIASED = 20_000
/** Broken text makes every later line an error too: the first ones say enough. */
const MAX_SYNTAX_PROBLEMS = 20
/** Far deeper than any plugin's config. */
const MAX_DEPTH = 100

class TooMuch extends Error {
  readonly problem: SyntaxProblem
  constructor(code: string, message: string, node: Node) {
    super(message)
    const [start = 0, end = start] = node.range ?? []
    this.problem = { code, message, start, end }
  }
}

interface Conversion {
  masked: MaskedText
  anchors: () => Map<string, Node[]>
  repeatedKeys: SyntaxProblem[]
  expanded: number
  aliases: Node[]
}

export function pairsOf(map: YAMLMap): Pair<Node, Node | null>[] {
  return map.items as Pair<Node, Node | null>[]
}

/** A map key as a property name. */
export function keyText(key: Node | null, masked: MaskedText): string {
  if (isScalar(key)) return masked.restore(key.value === null ? '' : String(key.value))
  return key === null ? '' : '?'
}

function anchorsOf(document: Document): () => Map<string, Node[]> {
  let anchors: Map<string, Node[]> | undefined
  return () => {
    if (anchors !== undefined) return anchors
    const found = new Map<string, Node[]>()
    visit(document, {
      Node: (_, node) => {
        if ('anchor' in node && node.anchor) found.set(node.anchor, [...(found.get(node.anchor) ?? []), node])
      },
    })
    anchors = found
    return found
  }
}

/** The node that an alias stands for: the last one before it with that anchor. */
function aliased(alias: Node & { source: string }, conversion: Conversion): Node | undefined {
  const [start = 0] = alias.range ?? []
  return conversion
    .anchors()
    .get(alias.source)
    ?.findLast(node => (node.range?.[0] ?? 0) < start)
}

function setField(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  } else target[key] = value
}

/** `<<: *defaults`: the fields of other maps, below the map's own. */
function mergeInto(target: Record<string, unknown>, value: unknown): void {
  for (const source of Array.isArray(value) ? value : [value]) {
    if (source === null || typeof source !== 'object') continue
    for (const [key, field] of Object.entries(source))
      if (!Object.hasOwn(target, key)) setField(target, key, field)
  }
}

function mapValue(map: YAMLMap, conversion: Conversion, depth: number): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  const merged: unknown[] = []
  for (const { key, value } of pairsOf(map)) {
    const name = keyText(key, conversion.masked)
    const plainMerge = name === '<<' && isScalar(key) && key.type === 'PLAIN'
    if (plainMerge) merged.push(nodeValue(value, conversion, depth + 1))
    else {
      if (Object.hasOwn(object, name)) repeated(name, key, conversion)
      setField(object, name, nodeValue(value, conversion, depth + 1))
    }
  }
  for (const source of merged) mergeInto(object, source)
  return object
}

function repeated(name: string, key: Node | null, conversion: Conversion): void {
  if (conversion.aliases.length > 0) return
  const [start = 0, end = start] = key?.range ?? []
  const message = `The key \`${name}\` stands here twice; a map holds each key once.`
  conversion.repeatedKeys.push({ code: 'duplicate-key', message, start, end })
}

function aliasValue(alias: Node & { source: string }, conversion: Conversion, depth: number): unknown {
  const node = aliased(alias, conversion)
  if (node === undefined || conversion.aliases.includes(node)) {
    const why = node === undefined ? 'no anchor of that name stands before it' : 'it contains itself'
    throw new TooMuch('alias', `The alias \`*${alias.source}\` cannot be resolved: ${why}.`, alias)
  }
  conversion.aliases.push(node)
  const value = nodeValue(node, conversion, depth + 1)
  conversion.aliases.pop()
  return value
}

function nodeValue(node: Node | null, conversion: Conversion, depth: number): unknown {
  if (node === null) return null
  if (depth > MAX_DEPTH) throw new TooMuch('too-deep', `Nested more than ${MAX_DEPTH} levels deep.`, node)
  const [through] = conversion.aliases
  if (through !== undefined && ++conversion.expanded > MAX_ALIASED) {
    throw new TooMuch('alias', `The document's aliases expand to more than ${MAX_ALIASED} values.`, through)
  }
  if (isScalar(node))
    return typeof node.value === 'string' ? conversion.masked.restore(node.value) : node.value
  if (isMap(node)) return mapValue(node, conversion, depth)
  if (isSeq(node)) return node.items.map(item => nodeValue(item as Node | null, conversion, depth + 1))
  return isAlias(node) ? aliasValue(node as Node & { source: string }, conversion, depth) : null
}

const keyIndexes = new WeakMap<YAMLMap, Map<string, Pair<Node, Node | null>>>()

/** The pair of a key, the last one where it stands twice. A large map is indexed once, so that many look-ups stay quick. */
function pairOf(map: YAMLMap, name: string, masked: MaskedText): Pair<Node, Node | null> | undefined {
  if (map.items.length < 20) return pairsOf(map).findLast(({ key }) => keyText(key, masked) === name)
  const index = keyIndexes.get(map) ?? new Map(pairsOf(map).map(pair => [keyText(pair.key, masked), pair]))
  keyIndexes.set(map, index)
  return index.get(name)
}

function childPlace(parent: Node, step: string | number, masked: MaskedText): Place | undefined {
  if (isMap(parent)) {
    const pair = pairOf(parent, String(step), masked)
    return pair === undefined ? undefined : { node: pair.value, key: pair.key, parent, pair }
  }
  if (!isSeq(parent) || typeof step !== 'number' || step >= parent.items.length || step < 0) return undefined
  return { node: parent.items[step] as Node | null, key: null, parent }
}

function placeIn(root: Node | null, path: DocumentPath, masked: MaskedText): Place | undefined {
  let place: Place | undefined = { node: root, key: null }
  for (const step of path) {
    if (place?.node == null) return undefined
    place = childPlace(place.node, step, masked)
  }
  return place
}

function syntaxProblems(document: Document): SyntaxProblem[] {
  if (document.errors.some(({ message }) => message.includes('call stack'))) return [tooDeep()]
  return document.errors.slice(0, MAX_SYNTAX_PROBLEMS).map(error => ({
    code: error.code === 'MULTIPLE_DOCS' ? 'several-documents' : 'yaml-syntax',
    message:
      error.code === 'MULTIPLE_DOCS'
        ? 'A state file is one YAML document; `---` starts a second one here.'
        : `Not valid YAML: ${error.message.replace(/\.?$/, '.')}`,
    start: error.pos[0],
    end: Math.max(error.pos[1], error.pos[0]),
  }))
}

function tooDeep(): SyntaxProblem {
  const message = `The text is nested too deeply; the studio reads ${MAX_DEPTH} levels.`
  return { code: 'too-deep', message, start: 0, end: 0 }
}

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

/**
 * Parses a text. Never throws: what cannot be read is in `problems`. The latest source is kept, because reading a
 * document and editing it parse the same text.
 */
export function yamlSource(text: string): YamlSource {
  if (latest?.text !== text) latest = freshSource(text)
  return latest
}

function freshSource(text: string): YamlSource {
  if (text.length > MAX_LENGTH) return unread(text, tooLong(text))
  const masked = maskPlaceholders(text)
  try {
    const document = parseDocument(masked.text, {
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'error',
    })
    return sourceOf(text, masked, document)
  } catch (error) {
    if (error instanceof TooMuch) return unread(text, error.problem)
    if (!(error instanceof RangeError)) throw error
    return unread(text, tooDeep())
  }
}

function sourceOf(text: string, masked: MaskedText, document: Document): YamlSource {
  const root = document.contents as Node | null
  const problems = syntaxProblems(document)
  const anchors = anchorsOf(document)
  const repeatedKeys: SyntaxProblem[] = []
  const value = (node: Node | null, repeats: SyntaxProblem[] = []) =>
    nodeValue(node, { masked, anchors, repeatedKeys: repeats, expanded: 0, aliases: [] }, 0)
  return {
    text,
    lines: textLines(text),
    masked,
    root,
    problems,
    repeatedKeys,
    value: problems.length === 0 ? value(root, repeatedKeys) : undefined,
    valueOf: node => value(node),
    place: path => placeIn(root, path, masked),
  }
}
