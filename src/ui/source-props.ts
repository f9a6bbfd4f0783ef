/** What the plain and the rich editor of a text have in common. */
import type { Ref } from 'react'

/** Lines and columns count from 1; offsets from 0; ends are exclusive. */
export interface EditorRange {
  start: number
  end: number
  line: number
  column: number
  endLine: number
  endColumn: number
}

export interface EditorMark {
  severity: 'error' | 'warning' | 'hint'
  message: string
  range: EditorRange
  /** Offered as a code action. */
  fix?: { label: string }
}

export interface Suggestion {
  kind: 'key' | 'value'
  label: string
  /** Replaces the text from `start` to `end` (offsets). Its further lines are indented from the line's indentation. */
  insert: string
  start: number
  end: number
  detail: string
  documentation: string
}

/** What the text's owner knows about it; asked when it is needed. */
export interface SourceAssist {
  /** `text` is newer than the owner's while somebody types. */
  complete: (text: string, offset: number) => Promise<readonly Suggestion[]>
  /** Markdown about the place. */
  hover: (offset: number) => Promise<string | undefined>
}

/** Whether a selection (offsets) holds all of a text but white space around it. */
export function holdsAll(text: string, { start, end }: Pick<EditorRange, 'start' | 'end'>): boolean {
  return text.trim() !== '' && text.slice(start, end).trim() === text.trim()
}

export interface SourceHandle {
  /** Selects a range, scrolls to it and takes the focus. */
  reveal: (range: EditorRange) => void
  /** Whether all of the text is selected, but for white space around it. */
  selectsAll: () => boolean
}

export interface SourceProps {
  text: string
  label: string
  marks: readonly EditorMark[]
  assist: SourceAssist
  /** Lines that belong to what has the focus elsewhere on the page. */
  highlight: EditorRange | undefined
  /** Shown as dots. Undefined while they are not known; what is dots then stays so. */
  secrets: readonly EditorRange[] | undefined
  onChange: (text: string) => void
  onUndo: () => void
  onRedo: () => void
  /** To the next or previous problem. */
  onProblem: (direction: 1 | -1) => void
  onFix: (mark: EditorMark) => void
  /** The cursor stands at another offset, moved by the user. */
  onCursor: (offset: number) => void
  /** F2: away from the text, to what the offset stands for. */
  onSwap: (offset: number) => void
  ref?: Ref<SourceHandle>
}
