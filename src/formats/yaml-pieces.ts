/**
 * Reads a large state file in pieces and keeps what each piece says under the piece's own text, so that a keystroke
 * parses one piece and not the file. A kept piece cannot be stale: its text is all that it depends on.
 *
 * A piece is parsed with what surrounds it in its document: the key of its list before it, the next item or key after
 * it. Where the parser finds that neighbour behind it in its right place, it is through with the piece and would read
 * on as it does in the document. Where it does not (an open quote swallows the neighbour), or where an alias leads out
 * of the piece, the file is read as a whole.
 */
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  Pair,
  Scalar,
  visit,
  YAMLMap,
  YAMLSeq,
} from 'yaml'
import { maskPlaceholders } from './mask.ts'
import { type Cut, cutYaml } from './yaml-cut.ts'
import { lazyList, type NodeRange } from './yaml-list.ts'
import { firstProblems, parseYaml, type SyntaxProblem } from './yaml-problems.ts'
import { keyText, pairsOf, setField, TooMuch, valueOfNode } from './yaml-value.ts'

/** A parsed text. */
export interface YamlTree {
  root: Node | null
  problems: SyntaxProblem[]
  repeatedKeys: SyntaxProblem[]
  value: unknown
  anchors: () => Map<string, Node[]>
}

/** What a piece says. Offsets count from the piece's start. */
interface Piece {
  /** The top-level key; of a further item, a stand-in. */
  key: Node | null
  /** The pair's value or the list's item. */
  node: Node | null
  /** Of the item's list and of the map around it, as far as the piece goes. */
  list: NodeRange
  map: NodeRange
  value: unknown
  problems: SyntaxProblem[]
  repeatedKeys: SyntaxProblem[]
}

/** `undefined` for a piece that cannot be read without the rest. */
type Pieces = Map<string, Piece | undefined>

interface PlacedPiece extends Cut {
  piece: Piece
}

/** What stands in half-written lines. The parser goes on behind these as if nothing was wrong; behind others it may not. */
const HALF_WRITTEN = ['MISSING_CHAR: Implicit map keys', 'MULTILINE_IMPLICIT_KEY: Implicit keys']
const STAND_IN = '_'
const LIST_KEY = `${STAND_IN}:\n`
const unmasked = { text: '', placeholders: [], restore: (piece: string) => piece }
const noAnchors = () => new Map<string, Node[]>()

/** What follows a piece in its document: nothing, the next item of its list, or the next key. */
function neighbourOf(cut: Cut, next: Cut | undefined): string {
  if (next === undefined) return ''
  return next.kind === 'item' ? `${' '.repeat(cut.indent)}- ${STAND_IN}\n` : `${STAND_IN}:\n`
}

/** Makes a reader that remembers the pieces of the last two texts. Its result is undefined for a text to be read as a whole. */
export function createPieceReader(): (text: string) => YamlTree | undefined {
  let latest: Pieces = new Map()
  let before: Pieces = new Map()
  return text => {
    // The placeholders' cover must be the studio's own.
    const cuts = /[\uE000-\uE01F]/.test(text) ? undefined : cutYaml(text)
    if (cuts === undefined) return undefined
    const read: Pieces = new Map()
    const placed = cuts.flatMap((cut, index) => {
      const neighbour = neighbourOf(cut, cuts[index + 1])
      const own = text.slice(cut.start, cut.end)
      const name = `${cut.kind}${neighbour}${own}`
      const kept = latest.has(name) ? latest : before
      const piece = kept.has(name) ? kept.get(name) : parsePiece(cut, own, neighbour)
      read.set(name, piece)
      return piece === undefined ? [] : [{ ...cut, piece }]
    })
    before = latest
    latest = read
    return placed.length < cuts.length ? undefined : assemble(placed)
  }
}

/** Parses a piece within its surroundings; undefined when it cannot be told from them. */
function parsePiece(cut: Cut, own: string, neighbour: string): Piece | undefined {
  const lead = cut.kind === 'item' ? LIST_KEY : ''
  const masked = maskPlaceholders(own)
  try {
    const { document, problems } = parseYaml({ ...masked, text: lead + masked.text + neighbour })
    const end = own.length
    const settled = settle(document.contents, -lead.length, masked.restore)
    const content = settled ? contentOf(document.contents, cut, { end, neighbour }) : undefined
    const moved = problems.map(problem => movedProblem(problem, -lead.length))
    const local =
      document.errors.every(({ code, message }) =>
        HALF_WRITTEN.some(start => `${code}: ${message}`.startsWith(start)),
      ) && moved.every(({ start, end: to }) => start >= 0 && to <= end)
    return content === undefined || !local ? undefined : { ...content, ...meaning(content.node, cut, moved) }
  } catch (error) {
    if (error instanceof TooMuch || error instanceof RangeError) return undefined
    throw error
  }
}

function meaning(node: Node | null, cut: Cut, problems: SyntaxProblem[]) {
  const repeatedKeys: SyntaxProblem[] = []
  const depth = cut.kind === 'pair' ? 1 : 2
  const value =
    problems.length === 0
      ? valueOfNode(node, { masked: unmasked, anchors: noAnchors, repeatedKeys, depth })
      : undefined
  return { value, problems, repeatedKeys }
}

/** What the parser found, if it came out of the piece where the document goes on. */
function contentOf(
  root: Node | null,
  { kind, indent }: Cut,
  { end, neighbour }: { end: number; neighbour: string },
): Pick<Piece, 'key' | 'node' | 'list' | 'map'> | undefined {
  const nextIsItem = /^ *-/.test(neighbour)
  const keysBehind = neighbour === '' || nextIsItem ? [] : [end]
  const itemsBehind = nextIsItem ? [end + indent + 2] : []
  if (!isMap(root) || root.flow || !root.range) return undefined
  const [pair, ...behind] = pairsOf(root)
  const keys = behind.map(({ key }) => key)
  if (pair === undefined || !stand(keys, keysBehind)) return undefined
  const { key, value } = pair
  if (kind === 'pair') return { key, node: value, list: root.range, map: root.range }
  const list = itemOf(value, itemsBehind)
  // Where a list ends in an empty item, the parser sets its end by the items before.
  const endsEmpty = kind === 'item' && !nextIsItem && isEmpty(list?.node ?? null)
  return list === undefined || endsEmpty ? undefined : { key, ...list, map: root.range }
}

function isEmpty(node: Node | null): boolean {
  const [start, end] = node?.range ?? []
  return start === end
}

function itemOf(list: Node | null, itemsBehind: readonly number[]): Pick<Piece, 'node' | 'list'> | undefined {
  if (!isSeq(list) || list.flow || !list.range) return undefined
  const [node = null, ...behind] = list.items as (Node | null)[]
  return stand(behind, itemsBehind) ? { node, list: list.range } : undefined
}

/** Whether nodes are stand-ins at exactly these offsets. */
function stand(nodes: readonly (Node | null)[], offsets: readonly number[]): boolean {
  return (
    nodes.length === offsets.length &&
    nodes.every((node, at) => isScalar(node) && node.value === STAND_IN && node.range?.[0] === offsets[at])
  )
}

/** Moves a fresh tree and puts its placeholders back; false when an alias stands in it. */
function settle(root: Node | null, by: number, restore: (piece: string) => string): boolean {
  let alone = true
  visit(root, (_, node) => {
    if (isAlias(node)) alone = false
    if (isScalar(node) && typeof node.value === 'string') node.value = restore(node.value)
    if (isNode(node) && node.range) node.range = moved(node.range, by)
  })
  return alone
}

const moved = ([start, end, behind]: NodeRange, by: number): NodeRange => [start + by, end + by, behind + by]

function movedProblem(problem: SyntaxProblem, by: number): SyntaxProblem {
  return { ...problem, start: problem.start + by, end: problem.end + by }
}

/** A copy of a kept node where it stands in the document: kept ones never change. */
function placed(node: Node | null, by: number): Node | null {
  if (isScalar(node)) return placedScalar(node, by)
  if (isMap(node)) {
    const map = new YAMLMap()
    map.items = pairsOf(node).map(({ key, value }) => new Pair(placed(key, by), placed(value, by)))
    return withPlace(map, node, by)
  }
  if (!isSeq(node)) return node
  const list = new YAMLSeq()
  list.items = node.items.map(item => placed(item as Node | null, by))
  return withPlace(list, node, by)
}

function placedScalar(node: Scalar, by: number): Scalar {
  const scalar = new Scalar(node.value)
  if (node.type !== undefined) scalar.type = node.type
  if (node.range) scalar.range = moved(node.range, by)
  return scalar
}

function withPlace<Collection extends YAMLMap | YAMLSeq>(
  to: Collection,
  from: Collection,
  by: number,
): Collection {
  if (from.flow !== undefined) to.flow = from.flow
  if (from.range) to.range = moved(from.range, by)
  return to
}

/** The tree of a document from its pieces; undefined when a key stands twice. */
function assemble(pieces: readonly PlacedPiece[]): YamlTree | undefined {
  const root = new YAMLMap()
  const value: Record<string, unknown> = {}
  for (let at = 0; at < pieces.length; ) {
    const first = pieces[at]
    if (first === undefined) break
    const items = sectionFrom(pieces, at)
    at += items.length
    const name = keyText(first.piece.key, unmasked)
    if (Object.hasOwn(value, name)) return undefined
    const key = placed(first.piece.key, first.start)
    root.items.push(
      new Pair(key, first.kind === 'pair' ? placed(first.piece.node, first.start) : listOf(items)),
    )
    setField(value, name, first.kind === 'pair' ? first.piece.value : items.map(({ piece }) => piece.value))
  }
  root.range = spanOf(pieces, 'map')
  const problems = pieces.flatMap(({ piece, start }) =>
    piece.problems.map(problem => movedProblem(problem, start)),
  )
  const repeatedKeys = pieces.flatMap(({ piece, start }) =>
    piece.repeatedKeys.map(problem => movedProblem(problem, start)),
  )
  return problems.length > 0
    ? { root, problems: firstProblems(problems), repeatedKeys: [], value: undefined, anchors: noAnchors }
    : { root, problems, repeatedKeys, value, anchors: noAnchors }
}

/** A pair, or all items of a list. */
function sectionFrom(pieces: readonly PlacedPiece[], at: number): readonly PlacedPiece[] {
  const next = pieces.findIndex(({ kind }, index) => index > at && kind !== 'item')
  return pieces.slice(at, next === -1 ? pieces.length : next)
}

function listOf(pieces: readonly PlacedPiece[]): YAMLSeq {
  const items = pieces.map(({ piece: { node }, start }) => {
    let made: Node | null | undefined
    return {
      range: node?.range ? moved(node.range, start) : undefined,
      node: () => {
        made ??= placed(node, start)
        return made
      },
    }
  })
  return lazyList(spanOf(pieces, 'list'), items)
}

/** From where the first piece's list or map starts to where the last one's ends. */
function spanOf(pieces: readonly PlacedPiece[], of: 'list' | 'map'): NodeRange {
  const [first, last] = [pieces[0], pieces.at(-1)]
  const [start = 0] = first?.piece[of] ?? []
  const [, end, behind] = last?.piece[of] ?? [0, 0, 0]
  return [start + (first?.start ?? 0), end + (last?.start ?? 0), behind + (last?.start ?? 0)]
}
