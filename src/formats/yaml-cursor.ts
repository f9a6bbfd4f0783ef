/**
 * Where a cursor stands in block YAML, by indentation alone: a text is hardly ever valid while a key is being typed,
 * and completion is wanted just then. Flow collections (`{a: 1}`) and multi-line strings are not looked into.
 */
import type { DocumentPath } from '#entities/gateway-state.ts'

/** A key or a list item's dash, with its column from 0. `value` is what stands behind a key on its line. */
interface Mark {
  line: number
  column: number
  key: string | undefined
  value: string
}

/** What is being typed at a cursor. */
export interface YamlCursor {
  /** `key`: nothing but a word stands on the line (it may also be a list's scalar). `value`: behind a key's colon. */
  kind: 'key' | 'value'
  /** The word under the cursor, as offsets. */
  start: number
  end: number
  /** The path of the map or list that the key stands in; for a value, its key's path. Items are numbered 0. */
  path: DocumentPath
  /** The keys of the same map, with the text behind them. */
  siblings: Map<string, string>
  /** For each list item around the cursor, outermost first: the item's path and its keys. */
  items: { path: DocumentPath; keys: Map<string, string> }[]
  /** How far the key stands to the right of its line's indentation: 2 behind a dash. */
  shift: number
  /** Whether a colon follows the word already. */
  hasColon: boolean
}

const MARKS = /^([ ]*)((?:-[ ]+)*)(?:(["']?)([\w-]+)\3[ ]*:(?:[ ]+(.*))?)?$/
const TYPED = /^([ ]*)((?:-[ ]+)*)(?:([\w-]+):[ ]+)?["']?([\w./:-]*)$/

function marksOf(text: string, line: number): Mark[] {
  const content = text.replace(/\r$/, '').replace(/^([ ]*)-$/, '$1- ')
  if (/^\s*(?:#|$)/.test(content)) return []
  const [whole, indent = '', dashes = '', , key, value = ''] = MARKS.exec(content) ?? itemMarks(content) ?? []
  if (whole === undefined) return []
  const marks: Mark[] = [...dashes.matchAll(/-/g)].map(({ index }) => {
    return { line, column: indent.length + index, key: undefined, value: '' }
  })
  const column = indent.length + dashes.length
  if (key !== undefined) marks.push({ line, column, key, value: value.replace(/\s+#.*$/, '').trim() })
  return marks
}

/** The dashes of a line that goes on with something else than a key. */
function itemMarks(content: string): RegExpExecArray | null {
  return /^([ ]*)((?:-[ ]+)+)/.exec(content)
}

function until(marks: readonly Mark[], ends: (mark: Mark) => boolean): readonly Mark[] {
  const end = marks.findIndex(ends)
  return end === -1 ? marks : marks.slice(0, end)
}

/** The marks from a line up, the nearest first. The line's own key is not among them: the cursor stands in its value. */
function above(marks: readonly Mark[], at: number): Mark[] {
  return marks.filter(({ line, key }) => line < at || (line === at && key === undefined)).toReversed()
}

/** The keys of the map around a line whose keys stand in a column, with the text behind them. */
function keysAround(marks: readonly Mark[], at: number, column: number): Map<string, string> {
  const outside = (mark: Mark) => mark.column < column
  const own = marks.filter(({ line, key }) => line === at && key !== undefined)
  const before = until(above(marks, at), outside)
  const after = until(
    marks.filter(({ line }) => line > at),
    outside,
  )
  return new Map(
    [...before, ...own, ...after].flatMap(({ key, value, column: standing }): [string, string][] =>
      key !== undefined && standing === column ? [[key, value]] : [],
    ),
  )
}

/** The marks that enclose a column of a line, innermost first. */
function enclosing(marks: readonly Mark[], at: number, column: number): Mark[] {
  const found: Mark[] = []
  let [keyBelow, dashBelow] = [column, column]
  for (const mark of above(marks, at)) {
    if (mark.column >= (mark.key === undefined ? dashBelow : keyBelow)) continue
    found.push(mark)
    dashBelow = mark.column
    // A list may stand in the column of its own key.
    keyBelow = mark.key === undefined ? mark.column + 1 : mark.column
  }
  return found
}

function pathOf(marks: readonly Mark[]): DocumentPath {
  return marks.map(({ key }) => key ?? 0)
}

/** What is being typed at an offset; undefined where that is neither a key nor a value on its key's line. */
export function yamlCursor(text: string, offset: number): YamlCursor | undefined {
  const lines = text.split('\n')
  const marks = lines.flatMap(marksOf)
  const line = text.slice(0, offset).split('\n').length - 1
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const typed = TYPED.exec(text.slice(lineStart, offset))
  if (typed === null) return undefined
  const [, indent = '', dashes = '', key, word = ''] = typed
  const rest = /^[\w./:-]*?(?=["']?\s*(?::(?:\s|$)|#|$))/.exec(lines[line]?.slice(offset - lineStart) ?? '')
  if (rest === null) return undefined
  const column = indent.length + dashes.length
  const around = enclosing(marks, line, column).toReversed()
  const items = around.flatMap((mark, index) => {
    if (mark.key !== undefined) return []
    const next = around[index + 1]
    const own = next?.key === undefined ? column : next.column
    return { path: pathOf(around.slice(0, index + 1)), keys: keysAround(marks, next?.line ?? line, own) }
  })
  return {
    kind: key === undefined ? 'key' : 'value',
    start: offset - word.length,
    end: offset + rest[0].length,
    path: key === undefined ? pathOf(around) : [...pathOf(around), key],
    siblings: keysAround(marks, line, column),
    items,
    shift: dashes.length,
    hasColon: /^["']?\s*:/.test(lines[line]?.slice(offset - lineStart + rest[0].length) ?? ''),
  }
}
