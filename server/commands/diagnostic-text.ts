/** A diagnostic as compilers print theirs: its place first, so that editors and pipelines find it. */
import type { FileDiagnostic } from './file-document.ts'

/** `file:line:col: error: message [code]`, then why it matters and what mends it, each on a line of its own. */
export function diagnosticText(file: string, found: FileDiagnostic): string {
  const { severity, code, message, range, why, fix } = found
  const lines = [`${file}:${range.line}:${range.column}: ${severity}: ${message} [${code}]`]
  if (why !== undefined) lines.push(`  why: ${why}`)
  if (fix !== undefined) lines.push(`  fix: ${fix.label}`)
  return `${lines.join('\n')}\n`
}

const SEVERITIES = ['error', 'warning', 'hint'] as const

/** `2 errors, 1 warning`; `no problems` when there is none. */
export function countText(diagnostics: readonly FileDiagnostic[]): string {
  const counts = SEVERITIES.flatMap(severity => {
    const count = diagnostics.filter(found => found.severity === severity).length
    if (count === 0) return []
    return [`${count} ${severity}${count === 1 ? '' : 's'}`]
  })
  return counts.length === 0 ? 'no problems' : counts.join(', ')
}

/** Whether the file cannot go to a gateway as it is. */
export function hasErrors(diagnostics: readonly FileDiagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error')
}
