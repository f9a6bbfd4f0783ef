/** Where things begin and end in a YAML text, to the character: the parser's ranges include line breaks and comments. */
import { isMap, isScalar, isSeq, type Node, type Pair } from 'yaml'
import type { YamlSource } from './yaml-source.ts'
import { pairsOf } from './yaml-value.ts'

export function isFlow(node: Node | null): boolean {
  return (isMap(node) || isSeq(node)) && node.flow === true
}

export function newlineOf(source: YamlSource): string {
  return source.text.includes('\r\n') ? '\r\n' : '\n'
}

/** How many characters stand before an offset in its line. */
export function columnOf(source: YamlSource, offset: number): number {
  return offset - source.lines.lineStart(offset)
}

/** The offset right after a key's colon; after the key where there is none (`{a}`). */
export function afterColon(source: YamlSource, pair: Pair<Node, Node | null>): number {
  const end = pair.key?.range?.[1] ?? 0
  const colon = /^[ \t]*(?:\r?\n[ \t]*)?:/.exec(source.text.slice(end, end + 1000))
  return colon === null ? end : end + colon[0].length
}

/** The end of a map's pair: of its value, or of its colon where that is all there is. */
export function pairEnd(source: YamlSource, pair: Pair<Node, Node | null>): number {
  const colon = afterColon(source, pair)
  return pair.value === null ? colon : Math.max(colon, contentEnd(source, pair.value))
}

/** The end of what a node says, without line breaks and comments behind it. */
export function contentEnd(source: YamlSource, node: Node): number {
  const [start = 0, end = start] = node.range ?? []
  if (isMap(node) && !node.flow) {
    const pair = pairsOf(node).at(-1)
    return pair === undefined ? end : pairEnd(source, pair)
  }
  if (isSeq(node) && !node.flow) {
    const item = node.items.at(-1) as Node | null | undefined
    return item == null ? end : contentEnd(source, item)
  }
  return end - blockBreak(source, node, { start, end })
}

/** The length of the line break that belongs to a block scalar (`|`, `>`); 0 for any other node. */
function blockBreak(source: YamlSource, node: Node, { start, end }: { start: number; end: number }): number {
  if (!isScalar(node) || (node.type !== 'BLOCK_FOLDED' && node.type !== 'BLOCK_LITERAL')) return 0
  return /\r?\n$/.exec(source.text.slice(start, end))?.[0].length ?? 0
}

/** How far the document's own top-level lists stand from their key; 2, as in Kong's documents, where it has none. */
export function listIndent(source: YamlSource): number {
  if (!isMap(source.root)) return 2
  const list = pairsOf(source.root).find(({ value }) => isSeq(value) && !value.flow)
  const start = list?.value?.range?.[0]
  return start === undefined ? 2 : columnOf(source, start)
}
