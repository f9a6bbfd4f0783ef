/** The values of YAML nodes: maps as objects, lists as arrays, placeholders in canonical form, aliases resolved. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
} from 'yaml'
import type { MaskedText } from './mask.ts'
import { MAX_DEPTH, type SyntaxProblem } from './yaml-problems.ts'

/** How many values aliases may expand to. Kong's files hardly use any; a "billion laughs" file means to exhaust memory. */
const MAX_ALIASED = 20_000

/** Thrown for a document that means to exhaust the reader; it says where. */
export class TooMuch extends Error {
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

/** The nodes of each anchor, found when they are first asked for. */
export function anchorsOf(document: Document): () => Map<string, Node[]> {
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

/** Sets a field by any name, `__proto__` too. */
export function setField(target: Record<string, unknown>, key: string, value: unknown): void {
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
/** The value of a node that stands so deep in its document. Repeated keys are added to `repeatedKeys`. */
export function valueOfNode(
  node: Node | null,
  { depth = 0, ...found }: Pick<Conversion, 'masked' | 'anchors' | 'repeatedKeys'> & { depth?: number },
): unknown {
  return nodeValue(node, { ...found, expanded: 0, aliases: [] }, depth)
}
