/** What the parts of the HCL parser share: the values that they make, and the place that they have reached. */

export type HclValue =
  | { kind: 'literal'; value: string | number | boolean | null }
  | { kind: 'template'; parts: (string | HclExpression)[] }
  | { kind: 'list'; items: HclValue[] }
  | { kind: 'object'; fields: HclField[] }
  | HclExpression

/** An expression by its text; a string in a comment behind it is kept, because it may say a real name. */
export interface HclExpression {
  kind: 'expression'
  text: string
  offset: number
  comment?: string
}

export interface HclField {
  name: string
  value: HclValue
  offset: number
}

export interface HclBlock {
  type: string
  labels: string[]
  fields: HclField[]
  blocks: HclBlock[]
  /** The string in a comment behind the opening brace's line, if there is one. */
  comment?: string
  offset: number
  /** Offset behind the closing brace. */
  end: number
}

/** Why a text is no HCL, and where. */
export interface HclProblem {
  problem: string
  offset: number
}

/** Why a text is no HCL. Thrown and caught inside the parser. */
export class HclError extends Error {
  readonly offset: number
  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

export interface HclScan {
  text: string
  at: number
  depth: number
}

const MAX_DEPTH = 100

/** What matches right at the scan's position; the expression must be sticky. */
export function match(scan: HclScan, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = scan.at
  return pattern.exec(scan.text)
}

export function take(scan: HclScan, pattern: RegExp): string | undefined {
  const found = match(scan, pattern)
  if (found === null) return undefined
  scan.at += found[0].length
  return found[0]
}

/** Runs one level deeper. */
export function nested<T>(scan: HclScan, read: () => T): T {
  if (++scan.depth > MAX_DEPTH) throw new HclError(`it is nested more than ${MAX_DEPTH} levels deep`, scan.at)
  const result = read()
  scan.depth--
  return result
}
