/** The variables of a document: decK's env calls and Kong's vault references, where they stand, and how to change them. */
import type { DocumentPath } from '#entities/gateway-state.ts'
import { isVariableName, isVaultReference, variable } from '#plugin/variables.ts'
import type { TextRange } from './diagnostic.ts'
import type { DocumentReading } from './document-reading.ts'
import { applyEdits, editDocument } from './edit-document.ts'
import { terraformVariables } from './hcl.ts'
import { maskPlaceholders, type Placeholder } from './mask.ts'
import { textLines } from './text-lines.ts'

export interface VariableUse {
  path: DocumentPath
  range: TextRange
  /** Nothing else stands in the value. */
  whole: boolean
}

export interface DocumentVariable {
  kind: 'env' | 'vault'
  /** Without decK's prefix: `AUTH_TOKEN`; of a vault reference the reference itself. */
  name: string
  uses: VariableUse[]
}

/** A vault reference in a text (Kong's documents, "Secrets management": `{vault://<prefix>/<secret>/<key>}`). */
const REFERENCE = /\{vault:\/\/[^}\s]+\}/g

function valueAt(value: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>(
    (at, step) =>
      at !== null && typeof at === 'object' ? (at as Record<string | number, unknown>)[step] : undefined,
    value,
  )
}

function envName({ environmentName = '' }: Placeholder): string | undefined {
  const name = /^DECK_(.+)$/.exec(environmentName)?.[1]
  return name !== undefined && isVariableName(name) ? name : undefined
}

/** All variables of a document, each once, in the order of the text. */
export function documentVariables(reading: DocumentReading): DocumentVariable[] {
  const { text, value } = reading
  const lines = textLines(text)
  const found = new Map<string, DocumentVariable & { start: number }>()
  const add = (kind: DocumentVariable['kind'], name: string, at: { start: number; end: number }) => {
    const path = reading.pathAt(at.start)
    const own = valueAt(value, path)
    const written = kind === 'env' ? variable(name) : name
    // In a comment, or in a text that is not read as a value.
    if (kind === 'vault' && !(typeof own === 'string' && own.includes(name))) return
    const use = { path, range: lines.range(at.start, at.end), whole: own === written }
    const known = found.get(`${kind} ${name}`)
    if (known === undefined) found.set(`${kind} ${name}`, { kind, name, uses: [use], start: at.start })
    else known.uses.push(use)
  }
  for (const placeholder of maskPlaceholders(text).placeholders) {
    const name = envName(placeholder)
    if (name !== undefined) add('env', name, placeholder)
  }
  for (const { index, 0: reference } of text.matchAll(REFERENCE))
    add('vault', reference, { start: index, end: index + reference.length })
  return [...found.values()]
    .sort((left, right) => left.start - right.start)
    .map(({ kind, name, uses }) => ({ kind, name, uses }))
}

/** The text with a variable under another name (both without decK's prefix) wherever it stands. */
export function renameVariable(text: string, name: string, next: string): string {
  const edits = maskPlaceholders(text).placeholders.flatMap(placeholder => {
    if (envName(placeholder) !== name) return []
    const { start, end, text: written } = placeholder
    return [{ start, end, text: written.replace(`DECK_${name}`, `DECK_${next}`) }]
  })
  return applyEdits(text, edits)
}

/** The text with another string in all places that hold nothing but a variable. */
export function replaceVariable(text: string, { uses }: DocumentVariable, next: string): string {
  return uses
    .filter(({ whole }) => whole)
    .reduce((result, { path }) => editDocument(result, path, next), text)
}

/** The vault reference that fits a variable's name: the `env` vault reads AUTH_TOKEN as `auth-token`. */
export function vaultReferenceFor(name: string): string {
  return `{vault://env/${name.toLowerCase().replaceAll('_', '-')}}`
}

/** The variable's name that fits a vault reference: its last part. */
export function nameForReference(reference: string): string {
  const [last = ''] = isVaultReference(reference) ? reference.slice(0, -1).split('/').slice(-1) : []
  const name = last.toUpperCase().replace(/[^A-Z0-9_]+/g, '_')
  return isVariableName(name) ? name : 'AUTH_TOKEN'
}

/** How the outputs write a variable of a document that has these names, in their order. */
export function writtenForms(name: string, names: readonly string[]) {
  const local = terraformVariables(['KONNECT_TOKEN', ...names]).get(name) ?? name.toLowerCase()
  return { deck: variable(name), posix: `$${name}`, powershell: `$env:${name}`, terraform: `var.${local}` }
}
