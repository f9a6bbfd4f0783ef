import type { DocumentPath } from '#entities/gateway-state.ts'
import type { Diagnostic, QuickFix, TextRange } from './diagnostic.ts'
import type { YamlSource } from './yaml-source.ts'

/** A finding before its place in the text is known. */
export interface Report extends Omit<Diagnostic, 'range'> {
  /** What to underline: the value at the path (the default), its key, or the nearest thing that exists. */
  at?: 'value' | 'key'
}

/** Collects the findings about one source and finds their place in its text. */
export interface Reporter {
  source: YamlSource
  diagnostics: Diagnostic[]
  report(report: Report): void
  fix(label: string, start: number, replaced: { end: number; text: string }): QuickFix
}

function standing(source: YamlSource, path: DocumentPath, at: 'value' | 'key'): TextRange | undefined {
  const place = source.place(path)
  const keyed = place?.key != null && (at === 'key' || isEmpty(place.node))
  const [start, end] = (keyed ? place.key : place?.node)?.range ?? []
  return start === undefined || end === undefined ? undefined : source.lines.range(start, end)
}

/** The range of what stands at a path: its value, or its key; where nothing stands, the key of the nearest thing above. */
export function rangeAt(source: YamlSource, path: DocumentPath, at: 'value' | 'key' = 'value'): TextRange {
  const exact = standing(source, path, at)
  if (exact !== undefined) return exact
  for (let length = path.length - 1; length > 0; length--) {
    const range = standing(source, path.slice(0, length), 'key')
    if (range !== undefined) return firstLine(source, range)
  }
  return source.lines.range(0, 0)
}

function isEmpty(node: { range?: unknown } | null): boolean {
  const [start, end] = (node?.range ?? []) as number[]
  return start === undefined || start === end
}

/** A whole entity underlined would be a sea of red: its first line stands for it. */
function firstLine(source: YamlSource, { start, end }: TextRange): TextRange {
  return source.lines.range(start, Math.min(end, source.lines.lineEnd(start)))
}

/** Of errors, and of the rest: a list that nobody reads to its end. Warnings never hide an error, nor count as one. */
const MAX_DIAGNOSTICS = 500

export function reporterOn(source: YamlSource): Reporter {
  const diagnostics: Diagnostic[] = []
  const counts = { errors: 0, others: 0 }
  return {
    source,
    diagnostics,
    report({ at, ...finding }) {
      const kind = finding.severity === 'error' ? 'errors' : 'others'
      counts[kind] += 1
      if (counts[kind] <= MAX_DIAGNOSTICS)
        diagnostics.push({ ...finding, range: firstLine(source, rangeAt(source, finding.path, at)) })
      else if (counts[kind] === MAX_DIAGNOSTICS + 1) diagnostics.push(tooMany(kind, source))
    },
    fix: (label, start, { end, text }) => ({ label, edits: [{ start, end, text }] }),
  }
}

/** The entry that says that there is more. */
function tooMany(kind: 'errors' | 'others', source: YamlSource): Diagnostic {
  const base = { code: 'too-many', path: [], range: source.lines.range(0, 0) }
  return kind === 'errors'
    ? { ...base, severity: 'error', message: `More than ${MAX_DIAGNOSTICS} errors; mend these first.` }
    : {
        ...base,
        severity: 'hint',
        message: `More than ${MAX_DIAGNOSTICS} warnings and hints; only the first stand here.`,
      }
}
