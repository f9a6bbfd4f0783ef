/**
 * Changes one value of a state file and leaves every other byte alone: comments, key order, quotes, indentation.
 * The text is the only state, so that form and source cannot disagree.
 */
import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml'
import type { DocumentPath } from '#entities/gateway-state.ts'
import { METERING_PLUGIN, type MeteringPlugin } from '#plugin/plugin.ts'
import type { TextEdit } from './diagnostic.ts'
import { keptAliases } from './kept-aliases.ts'
import { removalEdits } from './remove-value.ts'
import { isFields } from './state-file.ts'
import { blockLines, flowText, isCollection, type Quotes, scalarText } from './yaml-fragment.ts'
import type { Place } from './yaml-place.ts'
import { afterColon, columnOf, contentEnd, isFlow, listIndent, newlineOf } from './yaml-positions.ts'
import { type YamlSource, yamlSource } from './yaml-source.ts'
import { pairsOf } from './yaml-value.ts'

type Step = string | number

/** The text with edits applied. They must not overlap; insertions at the same place stand in their given order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toReversed()
    .sort((left, right) => right.start - left.start || right.end - left.end)
    .reduce((result, { start, end, text: piece }) => result.slice(0, start) + piece + result.slice(end), text)
}

/** A value under keys and indexes that do not exist yet. */
function nested(path: readonly Step[], value: unknown): unknown {
  return path.reduceRight<unknown>(
    (inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }),
    value,
  )
}

/** A copy of a value with one field changed. */
function withField(value: unknown, path: readonly Step[], field: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return field
  if (Array.isArray(value) && typeof step === 'number') {
    const items = [...value]
    items[Math.min(step, items.length)] = withField(value[step], rest, field)
    return items
  }
  if (!isFields(value)) return nested(path, field)
  const inner = withField(value[step], rest, field)
  return Object.fromEntries([...Object.entries(value).filter(([key]) => key !== step), [String(step), inner]])
}

function replacement(
  source: YamlSource,
  start: number,
  { end, lines }: { end: number; lines: string[] },
): TextEdit {
  return { start, end, text: lines.join(newlineOf(source)) }
}

const indented = (lines: string[], column: number) => lines.map(line => ' '.repeat(column) + line)

function quotesOf(node: Node | null): Quotes {
  if (!isScalar(node)) return 'plain'
  if (node.type === 'QUOTE_SINGLE') return 'single'
  return node.type === 'QUOTE_DOUBLE' ? 'double' : 'plain'
}

function ownLines(node: Node | null): boolean {
  if (isScalar(node)) return node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL'
  return (isMap(node) || isSeq(node)) && !node.flow
}

/** Where a place's value stands: after `key:` or `-`, whether there is a value or nothing yet. */
function extent(source: YamlSource, place: Place): { start: number; end: number } {
  const [start = 0] = place.node?.range ?? []
  const end = place.node === null ? start : contentEnd(source, place.node)
  if (place.pair === undefined) return { start, end }
  const colon = afterColon(source, place.pair)
  // Nothing stands there yet: a comment behind the key stays.
  if (place.node === null || start === end) return { start: colon, end: colon }
  return { start, end: Math.max(end, colon) }
}

function replaceInline(source: YamlSource, place: Place, text: string): TextEdit[] {
  const { start, end } = extent(source, place)
  const lead = place.pair === undefined ? start : afterColon(source, place.pair)
  if (place.pair !== undefined && (ownLines(place.node) || start === lead)) {
    const colon = source.text[lead - 1] === ':' ? '' : ':'
    return [{ start: lead, end, text: `${colon} ${text}` }]
  }
  const spaced = start > 0 && source.text[start - 1] === '-' ? ' ' : ''
  return [{ start, end, text: spaced + text }]
}

/** The end of the line if there is nothing but a comment up to it, else the offset. */
function endOfComment({ text, lines }: YamlSource, offset: number): number {
  const end = lines.lineEnd(offset)
  return /^[ \t]+#/.test(text.slice(offset, end)) ? end : offset
}

function replaceByBlock(source: YamlSource, place: Place, value: unknown): TextEdit[] {
  if (place.pair !== undefined && isMap(place.parent)) {
    return replacePairByBlock(source, { ...place, pair: place.pair, parent: place.parent }, value)
  }
  const { start, end } = extent(source, place)
  const column = place.parent === undefined ? 0 : columnOf(source, place.parent.range?.[0] ?? 0) + 2
  const [first = '', ...rest] = blockLines(value, place.parent === undefined ? 2 : 0)
  const spaced = source.text[start - 1] === '-' ? ' ' : ''
  return [replacement(source, start, { end, lines: [spaced + first, ...indented(rest, column)] })]
}

function replacePairByBlock(
  source: YamlSource,
  place: Place & Required<Pick<Place, 'pair' | 'parent'>>,
  value: unknown,
): TextEdit[] {
  const { end } = extent(source, place)
  const column = columnOf(source, place.parent.range?.[0] ?? 0)
  const listShift = place.parent === source.root ? listIndent(source) : 0
  const shift = Array.isArray(value) ? listShift : 2
  const colon = afterColon(source, place.pair)
  const start = end === colon ? endOfComment(source, colon) : colon
  const lines = ['', ...indented(blockLines(value), column + shift)]
  return [replacement(source, start, { end: Math.max(start, end), lines })]
}

/** A tag (`!!int`) says what the value was; the new one is what its own text says. */
function withoutTag(source: YamlSource, { node, pair }: Place, edits: TextEdit[]): TextEdit[] {
  const end = node?.range?.[0] ?? 0
  const from = pair === undefined ? source.lines.lineStart(end) : afterColon(source, pair)
  const tag = /(![^\s&]*[ \t]+)(?:&\S+[ \t]+)?$/.exec(source.text.slice(from, end))
  if (node?.tag === undefined || tag === null) return edits
  const start = from + tag.index
  const covered = edits.some(edit => edit.start <= start && edit.end > start)
  return covered ? edits : [{ start, end: start + (tag[1]?.length ?? 0), text: '' }, ...edits]
}

function replaceEdits(
  source: YamlSource,
  place: Place,
  { value, flow }: { value: unknown; flow: boolean },
): TextEdit[] {
  if (!isCollection(value)) {
    const text =
      isFields(value) || Array.isArray(value) ? flowText(value) : scalarText(value, quotesOf(place.node))
    return replaceInline(source, place, text)
  }
  const keepFlow = isFlow(place.node) && !isEmptyFlow(place.node)
  return flow || keepFlow
    ? replaceInline(source, place, flowText(value))
    : replaceByBlock(source, place, value)
}

function isEmptyFlow(node: Node | null): boolean {
  return (isMap(node) || isSeq(node)) && node.items.length === 0
}

function insertIntoFlow(source: YamlSource, collection: YAMLMap | YAMLSeq, piece: string): TextEdit[] {
  const last = collection.items.at(-1)
  if (last === undefined) {
    const start = (collection.range?.[0] ?? 0) + 1
    return [{ start, end: start, text: piece }]
  }
  const start = lastEnd(source, collection)
  return [{ start, end: start, text: `, ${piece}` }]
}

function lastEnd(source: YamlSource, collection: YAMLMap | YAMLSeq): number {
  if (isMap(collection)) {
    const pair = pairsOf(collection).at(-1)
    return pair === undefined ? 0 : extent(source, { node: pair.value, key: pair.key, pair }).end
  }
  const item = collection.items.at(-1) as Node | undefined
  return item === undefined ? 0 : contentEnd(source, item)
}

function insertEdits(
  source: YamlSource,
  collection: YAMLMap | YAMLSeq,
  { step, value }: { step: Step; value: unknown },
): TextEdit[] {
  const asMap = isMap(collection)
  if (collection.flow) {
    return insertIntoFlow(
      source,
      collection,
      asMap ? flowText({ [step]: value }).slice(1, -1) : flowText(value),
    )
  }
  const shift = collection === source.root ? listIndent(source) : 0
  const lines = blockLines(asMap ? { [step]: value } : [value], shift)
  const column = columnOf(source, collection.range?.[0] ?? 0)
  const start = source.lines.lineEnd(lastEnd(source, collection))
  return [replacement(source, start, { end: start, lines: ['', ...indented(lines, column)] })]
}

function appendToEmpty(source: YamlSource, path: readonly Step[], value: unknown): TextEdit[] {
  const { text } = source
  const newline = newlineOf(source)
  const lead = text === '' || text.endsWith('\n') ? '' : newline
  const lines = blockLines(nested(path, value), 2)
  return [{ start: text.length, end: text.length, text: lead + lines.join(newline) + newline }]
}

/** The deepest part of a path that stands in the text. */
function deepest(source: YamlSource, path: DocumentPath): { place: Place; depth: number } {
  for (let depth = path.length; depth > 0; depth--) {
    const place = source.place(path.slice(0, depth))
    if (place !== undefined) return { place, depth }
  }
  return { place: { node: source.root, key: null }, depth: 0 }
}

function inFlow(source: YamlSource, path: DocumentPath): boolean {
  return path.some((_, depth) => isFlow(source.place(path.slice(0, depth))?.node ?? null))
}

function settingEdits(source: YamlSource, path: DocumentPath, value: unknown): TextEdit[] {
  const { place, depth } = deepest(source, path)
  if (depth === 0 && place.node === null) return appendToEmpty(source, path, value)
  const rest = path.slice(depth)
  const { node } = place
  const flow = inFlow(source, path.slice(0, depth))
  const [step] = rest
  if (step === undefined) return withoutTag(source, place, replaceEdits(source, place, { value, flow }))
  const fits = (isMap(node) && typeof step === 'string') || (isSeq(node) && typeof step === 'number')
  if (fits && (node.items.length > 0 || flow)) {
    return insertEdits(source, node as YAMLMap | YAMLSeq, { step, value: nested(rest.slice(1), value) })
  }
  const whole = isAlias(node) ? withField(source.valueOf(node), rest, value) : nested(rest, value)
  return withoutTag(source, place, replaceEdits(source, place, { value: whole, flow }))
}

/** The edits that set a value on a source that was parsed already; none where its YAML is broken. */
export function editsOn(source: YamlSource, path: DocumentPath, value: unknown): TextEdit[] {
  if (source.problems.length > 0 || path.length === 0) return []
  const edits = value === undefined ? removalEdits(source, path) : settingEdits(source, path, value)
  return [...edits, ...keptAliases(source, edits)]
}

/**
 * The smallest edits that make the value at a path what is given; `undefined` removes it, together with parents that
 * it leaves empty. Missing parents are created; an index beyond a list's end appends. Broken YAML gives no edits.
 */
export function documentEdits(text: string, path: DocumentPath, value: unknown): TextEdit[] {
  return editsOn(yamlSource(text), path, value)
}

/** The text with the value at a path changed; see `documentEdits`. */
export function editDocument(text: string, path: DocumentPath, value: unknown): string {
  return applyEdits(text, documentEdits(text, path, value))
}

/** The text without what stands at a path. */
export function removeAt(text: string, path: DocumentPath): string {
  return editDocument(text, path, undefined)
}

/** A metering plugin as a row of a state file, in decK's order of keys. */
function pluginRow({ id, instance_name, scope, config, ...rest }: MeteringPlugin): Record<string, unknown> {
  const row = { name: METERING_PLUGIN, id, instance_name, ...scope, ...rest, config }
  return Object.fromEntries(Object.entries(row).filter(([, field]) => field !== undefined))
}

/** Adds a plugin to the end of the document's `plugins`; an empty document also gets its `_format_version`. */
export function addPlugin(text: string, plugin: MeteringPlugin): string {
  const started = startDocument(text)
  const source = yamlSource(started)
  const plugins = isFields(source.value) ? source.value.plugins : undefined
  const index = Array.isArray(plugins) ? plugins.length : 0
  return applyEdits(started, editsOn(source, ['plugins', index], pluginRow(plugin)))
}

/** The text with a `_format_version`, if it holds nothing yet. */
export function startDocument(text: string): string {
  return editable(text) ? editDocument(text, ['_format_version'], '3.0') : text
}

function editable(text: string): boolean {
  const source = yamlSource(text)
  return source.problems.length === 0 && (source.value === null || source.value === undefined)
}
