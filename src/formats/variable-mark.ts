/** Covers variables while a text is read by a syntax that their canonical form, which has quotes in it, would break. */
import { valueParts, variable } from '#plugin/variables.ts'

export interface VariableMark {
  /** What stands for a variable in the text. */
  cover: (name: string) => string
  /** The text with its variables in canonical form covered. */
  coverAll: (text: string) => string
  /** The value with its variables in canonical form, in strings and keys at any depth. */
  restore: (value: unknown) => unknown
}

const FIRST = 0xe100
const LAST = 0xf8ff

/** A private-use character that the text does not have. */
function unusedSign(text: string): string {
  let code = FIRST
  while (code < LAST && text.includes(String.fromCharCode(code))) code++
  return String.fromCharCode(code)
}

/** Marks for a text: what covers a variable is nowhere else in it. */
export function variableMark(text: string): VariableMark {
  const sign = unusedSign(text)
  const covered = new RegExp(`${sign}(\\w+)${sign}`, 'g')
  const cover = (name: string) => sign + name + sign
  const restoreText = (piece: string) =>
    piece.includes(sign) ? piece.replace(covered, (_, name: string) => variable(name)) : piece
  const restore = (value: unknown): unknown => {
    if (typeof value === 'string') return restoreText(value)
    if (Array.isArray(value)) return value.map(restore)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [restoreText(key), restore(field)]))
  }
  const coverAll = (piece: string) =>
    valueParts(piece)
      .map(part => (part.kind === 'text' ? part.text : cover(part.name)))
      .join('')
  return { cover, coverAll, restore }
}
