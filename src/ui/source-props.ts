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
}

export interface SourceHandle {
  /** Selects a range, scrolls to it and takes the focus. */
  reveal: (range: EditorRange) => void
}

export interface SourceProps {
  text: string
  label: string
  marks: readonly EditorMark[]
  /** Shown as dots. */
  secrets: readonly EditorRange[]
  onChange: (text: string) => void
  onUndo: () => void
  onRedo: () => void
  /** To the next or previous problem. */
  onProblem: (direction: 1 | -1) => void
  ref?: Ref<SourceHandle>
}
