/** Removes a key or a list item from a state file, with its whole lines where it has lines of its own. */
import { isMap, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml'
import type { DocumentPath } from '#entities/gateway-state.ts'
import type { TextEdit } from './diagnostic.ts'
import { contentEnd, pairEnd } from './yaml-positions.ts'
import type { YamlSource } from './yaml-source.ts'
import { pairsOf } from './yaml-value.ts'

interface Extent {
  start: number
  end: number
}

/** Where each member of a collection stands: from its key or dash to the end of its value. */
function members(source: YamlSource, collection: YAMLMap | YAMLSeq): Extent[] {
  if (isMap(collection)) {
    return pairsOf(collection).map(pair => ({ start: pairStart(source, pair), end: pairEnd(source, pair) }))
  }
  return (collection.items as (Node | null)[]).map(item => {
    const [at = 0] = item?.range ?? []
    const end = item === null ? at : contentEnd(source, item)
    return { start: collection.flow ? at : dashBefore(source, at), end }
  })
}

/** Where a pair begins: at its key, or at the question mark of an explicit one. */
function pairStart(source: YamlSource, { key }: Pair<Node, Node | null>): number {
  const start = key?.range?.[0] ?? 0
  const mark = /\?[ \t]+$/.exec(source.text.slice(source.lines.lineStart(start), start))
  return mark === null ? start : start - mark[0].length
}

/** The dash of a block list's item, which may stand lines above its value. */
function dashBefore(source: YamlSource, offset: number): number {
  let line = source.lines.lineStart(offset)
  let before = source.text.slice(line, offset)
  while (!before.trimStart().startsWith('-') && !before.includes('- ') && line > 0) {
    line = source.lines.lineStart(line - 1)
    before = source.text.slice(line, source.lines.lineEnd(line)).replace(/\s#.*/, '')
  }
  return line + before.lastIndexOf('-')
}

function removeFromFlow(all: Extent[], index: number): TextEdit {
  const own = all[index] ?? { start: 0, end: 0 }
  const next = all[index + 1]
  const previous = all[index - 1]
  if (next !== undefined) return { start: own.start, end: next.start, text: '' }
  return { start: previous?.end ?? own.start, end: own.end, text: '' }
}

function removeFromBlock(source: YamlSource, all: Extent[], index: number): TextEdit {
  const { start, end } = all[index] ?? { start: 0, end: 0 }
  const lineStart = source.lines.lineStart(start)
  const next = all[index + 1]
  const alone = /^[ \t]*$/.test(source.text.slice(lineStart, start))
  // The first key of a list's item shares its line with the dash: the next key takes its place.
  if (!alone && next !== undefined) return { start, end: next.start, text: '' }
  const lineEnd = source.lines.lineEnd(end)
  const after = source.text.startsWith('\r\n', lineEnd)
    ? lineEnd + 2
    : Math.min(lineEnd + 1, source.text.length)
  if (lineEnd < source.text.length) return { start: lineStart, end: after, text: '' }
  const before = source.text.slice(0, lineStart).replace(/\r?\n$/, '').length
  return { start: before, end: lineEnd, text: '' }
}

/** The edits that remove what stands at a path, and parents that hold nothing else, up to the next list item. */
export function removalEdits(source: YamlSource, path: DocumentPath): TextEdit[] {
  const place = source.place(path)
  const parent = place?.parent
  const step = path.at(-1)
  if (place === undefined || step === undefined || !(isMap(parent) || isSeq(parent))) return []
  const all = members(source, parent)
  if (all.length > 1) {
    const index = place.pair === undefined ? Number(step) : pairsOf(parent as YAMLMap).indexOf(place.pair)
    return [parent.flow ? removeFromFlow(all, index) : removeFromBlock(source, all, index)]
  }
  const above = path.slice(0, -1)
  if (typeof above.at(-1) === 'string') return removalEdits(source, above)
  const [start = 0] = parent.range ?? []
  if (above.length === 0) return [{ start, end: contentEnd(source, parent), text: '' }]
  return [{ start, end: contentEnd(source, parent), text: isMap(parent) ? '{}' : '[]' }]
}
