/** Where the readers of an import put what they understand, and what they do not. */
import type { ImportBlock, ImportNote } from './import-text.ts'
import type { HereString } from './powershell.ts'
import type { KicReader } from './read-kic.ts'
import type { TerraformReader } from './read-terraform.ts'
import type { VariableMark } from './variable-mark.ts'

export interface ImportSink {
  add: (block: ImportBlock) => void
  note: (line: number, message: string, severity?: ImportNote['severity']) => void
}

/** One reading of a pasted text. */
export interface ImportScan extends ImportSink {
  text: string
  lineOf: (offset: number) => number
  /** Covers variables in what is not YAML. */
  mark: () => VariableMark
  /** The text with decK's templates covered, whose quotes would break JSON. */
  masked: () => string
  /** How many pieces of JSON were never closed; each one is looked for to the end of the text. */
  unclosed: number
  /** That a state file came out of a shell command. */
  wrapper: () => void
  kic: KicReader
  terraform: TerraformReader
  /** PowerShell's `$name = @'…'@`, by name. A text that has one is PowerShell from there on. */
  hereStrings: Map<string, HereString>
}

/** A piece of the pasted text, out of its quotes. */
export interface Piece {
  text: string
  /** Offset in the pasted text. */
  start: number
  wrapped: boolean
}
