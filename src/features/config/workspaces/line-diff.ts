/** What changed between two texts, line by line. */
import { diffArrays } from 'diff'
import { findSecrets } from '#formats/secrets.ts'

export interface DiffLine {
  kind: 'same' | 'removed' | 'added'
  /** Its number in the text before and in the one now, from 1. */
  before?: number
  now?: number
  /** Secrets are covered. */
  text: string
}

export interface LineDiff {
  lines: DiffLine[]
  added: number
  removed: number
}

/** Lines that are shown, or how many that are the same are not. */
export type DiffPart = { kind: 'lines'; lines: DiffLine[] } | { kind: 'gap'; lines: DiffLine[] }

/** Beyond this the texts have little in common, and the difference would take seconds. */
const DIFF_MILLISECONDS = 1500
/** Lines around a change. */
const CONTEXT = 3
const COVER = '••••••'

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** The text's lines with every secret covered; as many as the text has. */
function coveredLines(text: string): string[] {
  const pieces: string[] = []
  let at = 0
  for (const { start, end } of findSecrets(text)) {
    pieces.push(text.slice(at, start), text.slice(start, end).replace(/[^\n]+/g, COVER))
    at = end
  }
  return linesOf(pieces.join('') + text.slice(at))
}

/** The changed and unchanged stretches of two lists of lines. */
function stretches(before: string[], now: string[]): { kind: DiffLine['kind']; count: number }[] {
  const parts = diffArrays(before, now, { timeout: DIFF_MILLISECONDS })
  if (parts === undefined) {
    return [
      { kind: 'removed', count: before.length },
      { kind: 'added', count: now.length },
    ]
  }
  return parts.map(({ count, added, removed }) => {
    if (removed) return { kind: 'removed', count }
    return { kind: added ? 'added' : 'same', count }
  })
}

export function lineDiff(before: string, now: string): LineDiff {
  const [oldShown, newShown] = [coveredLines(before), coveredLines(now)]
  const diff: LineDiff = { lines: [], added: 0, removed: 0 }
  let [old, next] = [0, 0]
  for (const { kind, count } of stretches(linesOf(before), linesOf(now))) {
    if (kind !== 'same') diff[kind] += count
    for (let done = 0; done < count; done++) {
      const text = (kind === 'removed' ? oldShown[old] : newShown[next]) ?? ''
      diff.lines.push({
        kind,
        text,
        ...(kind !== 'added' && { before: ++old }),
        ...(kind !== 'removed' && { now: ++next }),
      })
    }
  }
  return diff
}

/** Leaves out what is far from any change. */
export function diffParts(lines: readonly DiffLine[]): DiffPart[] {
  const near = new Uint8Array(lines.length)
  for (const [at, { kind }] of lines.entries())
    if (kind !== 'same') near.fill(1, Math.max(at - CONTEXT, 0), at + CONTEXT + 1)
  const parts: DiffPart[] = []
  for (const [at, line] of lines.entries()) {
    const kind = near[at] === 1 ? 'lines' : 'gap'
    const last = parts.at(-1)
    if (last?.kind === kind) last.lines.push(line)
    else parts.push({ kind, lines: [line] })
  }
  return parts
}

/** Beside each other: a line before and the line that took its place. */
export function sideBySide(lines: readonly DiffLine[]): { left?: DiffLine; right?: DiffLine }[] {
  const rows: { left?: DiffLine; right?: DiffLine }[] = []
  let free = 0
  for (const line of lines) {
    if (line.kind === 'same') {
      rows.push({ left: line, right: line })
      free = rows.length
    } else if (line.kind === 'removed') rows.push({ left: line })
    else {
      const row = rows[free]
      if (row === undefined) rows.push({ right: line })
      else row.right = line
      free += 1
    }
  }
  return rows
}
