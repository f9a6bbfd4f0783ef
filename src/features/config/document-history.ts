/** The document's text with one undo history for form, source and import. */

interface Version {
  text: string
  /** What made it: `typing`, `form config.timeout`, `import`. */
  origin: string
  /** Milliseconds. */
  at: number
}

export interface DocumentHistory {
  past: readonly Version[]
  present: Version
  future: readonly Version[]
}

/** Changes of the same origin within this time are one step. */
const STEP_MILLISECONDS = 1000
const MAX_STEPS = 500
/** Characters kept for undo in all, so that a large document does not fill the memory. */
const MAX_CHARACTERS = 50_000_000

export function createHistory(text: string): DocumentHistory {
  return { past: [], present: { text, origin: 'load', at: Number.NEGATIVE_INFINITY }, future: [] }
}

/** The history after a change. A change to the same text is none; an import is always a step of its own. */
export function changed(history: DocumentHistory, next: Version): DocumentHistory {
  const { past, present } = history
  if (next.text === present.text) return history
  const continues =
    next.origin === present.origin && next.origin !== 'import' && next.at - present.at < STEP_MILLISECONDS
  return { past: continues ? past : trimmed([...past, present]), present: next, future: [] }
}

export function undone(history: DocumentHistory): DocumentHistory {
  const before = history.past.at(-1)
  if (before === undefined) return history
  return {
    past: history.past.slice(0, -1),
    present: settled(before),
    future: [history.present, ...history.future],
  }
}

export function redone(history: DocumentHistory): DocumentHistory {
  const [after, ...future] = history.future
  if (after === undefined) return history
  return { past: [...history.past, history.present], present: settled(after), future }
}

/** A version that was gone back to: what is changed next is a new step. */
function settled(version: Version): Version {
  return { ...version, at: Number.NEGATIVE_INFINITY }
}

function trimmed(past: readonly Version[]): readonly Version[] {
  let characters = 0
  let first = past.length
  while (first > 0 && past.length - first < MAX_STEPS) {
    characters += past[first - 1]?.text.length ?? 0
    if (characters > MAX_CHARACTERS) break
    first -= 1
  }
  return past.slice(first)
}
