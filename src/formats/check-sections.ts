/** Checks the top level of a state file: its format version and the names of its sections. */
import { deckSections } from '#entities/deck.ts'
import { nearest } from './nearest.ts'
import { type Reporter, rangeAt } from './reporter.ts'

export function reportVersion({ source, report, fix }: Reporter, file: Record<string, unknown>): void {
  const version = file._format_version
  const path = ['_format_version']
  if (version === undefined) {
    const start = source.root?.range?.[0] ?? 0
    const message = 'The state file lacks `_format_version: "3.0"`.'
    const insertion = fix('Add `_format_version: "3.0"`', start, {
      end: start,
      text: '_format_version: "3.0"\n',
    })
    const why = 'decK takes a file without it as format 0.1, which it cannot apply to Kong 3.0 or later.'
    report({ severity: 'error', code: 'format-version', message, path: [], why, fix: insertion })
  } else if (typeof version !== 'string') {
    const { start, end } = rangeAt(source, path)
    const message = '`_format_version` must be text: put quotes around it.'
    const quoted = fix('Change to `"3.0"`', start, { end, text: '"3.0"' })
    report({ severity: 'error', code: 'format-version', message, path, fix: quoted })
  } else if (!/^3\.\d+$/.test(version)) {
    const { start, end } = rangeAt(source, path)
    const message = `\`_format_version\` must be "3.0" for Kong 3.0 and later; found "${version}".`
    const changed = fix('Change to `"3.0"`', start, { end, text: '"3.0"' })
    report({ severity: 'error', code: 'format-version', message, path, fix: changed })
  }
}

/** A text with more than that is no state file at all. */
const MAX_UNKNOWN_SECTIONS = 20

function reportUnknown({ source, report, fix }: Reporter, section: string): void {
  const path = [section]
  const meant = nearest(section, deckSections)
  const { start, end } = rangeAt(source, path, 'key')
  const message = `\`${section}\` is not a section of a state file.`
  const base = { severity: 'error', code: 'unknown-field', path, at: 'key' } as const
  if (meant === undefined) {
    report({ ...base, message })
    return
  }
  const rename = fix(`Rename to \`${meant}\``, start, { end, text: meant })
  report({ ...base, message: `${message} Did you mean \`${meant}\`?`, fix: rename })
}

export function reportSections(reporter: Reporter, file: Record<string, unknown>): void {
  const unknown = Object.keys(file).filter(section => !deckSections.includes(section))
  for (const section of unknown.slice(0, MAX_UNKNOWN_SECTIONS)) reportUnknown(reporter, section)
  for (const section of deckSections) {
    const value = file[section]
    if (section.startsWith('_') || value === undefined || Array.isArray(value)) continue
    const message = `\`${section}\` must be a list${value === null ? '; it is empty' : ''}.`
    reporter.report({ severity: 'error', code: 'wrong-type', message, path: [section] })
  }
  if (file._transform === false) {
    const message = '`_transform: false` is not supported by decK.'
    reporter.report({ severity: 'error', code: 'transform', message, path: ['_transform'] })
  }
}
