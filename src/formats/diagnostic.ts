/** A finding about a text: what is wrong, where, and how to mend it. Form, source, problems list and command line show the same ones. */
import type { DocumentPath } from '#entities/gateway-state.ts'

export type Severity = 'error' | 'warning' | 'hint'

/** A place in a text. Offsets count UTF-16 units from 0; lines and columns count from 1; `end` is exclusive. */
export interface TextRange {
  start: number
  end: number
  line: number
  column: number
  endLine: number
  endColumn: number
}

export interface Diagnostic {
  severity: Severity
  /** Stable name of the rule, kebab-case: `unknown-field`, `subject-without-field`. */
  code: string
  /** What was expected and what was found, in one sentence. */
  message: string
  /** The field's path in the document; empty for the document as a whole. */
  path: DocumentPath
  range: TextRange
  /** Why it matters, with the document that says so. */
  why?: string
  fix?: QuickFix
}

/** A change that mends a finding: text edits on the document it was found in, applied together. */
export interface QuickFix {
  label: string
  edits: TextEdit[]
}

/** Replaces the text from `start` to `end` (offsets, end exclusive). */
export interface TextEdit {
  start: number
  end: number
  text: string
}
