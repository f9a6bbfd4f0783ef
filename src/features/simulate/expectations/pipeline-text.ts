/** Pinned runs as steps of a pipeline. */
import type { SimulatedDocument } from '../run/job.ts'
import type { PinnedRecord } from './pins.ts'

/** Names of the files that a pinned run is exported as; of a record only what it must give, the record is the user's. */
export function pinFiles(pin: NamedRun): { traffic: string; expectations: string } {
  const base =
    pin.name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'rehearsal'
  return {
    traffic: pin.record === undefined ? `${base}.scenario.json` : pin.record.name,
    expectations: `${base}.expect.txt`,
  }
}

export interface NamedRun {
  name: string
  record?: PinnedRecord | undefined
}

type Settings = Pick<SimulatedDocument, 'release' | 'subjectFormat'>

/** The command that checks it, in the studio's folder; the files are in `folder`. */
export function rehearseCommand(pin: NamedRun, { release, subjectFormat }: Settings, folder = ''): string {
  const { traffic, expectations } = pinFiles(pin)
  const format = subjectFormat === 'plain' ? '' : ` --subject-format ${subjectFormat}`
  const files = [`${folder}kong.yaml`, `${folder}${traffic}`].map(quoted).join(' ')
  const expected = `--expect ${quoted(`${folder}${expectations}`)}`
  return `npm run -s studio -- rehearse ${files} ${expected}${recordFlags(pin)} --gateway ${release}${format}`
}

function recordFlags({ record }: NamedRun): string {
  if (record === undefined) return ''
  const { source, options } = record
  const { fields = {}, headers = {} } = options.csv ?? {}
  const flags = [
    `--source ${source}`,
    ...(options.logFormat === undefined ? [] : [`--log-format ${quoted(options.logFormat)}`]),
    ...Object.entries(fields).map(([field, column]) => `--column ${quoted(`${field}=${column}`)}`),
    ...Object.entries(headers).map(([name, column]) => `--column ${quoted(`header:${name}=${column}`)}`),
  ]
  return ` ${flags.join(' ')}`
}

/** As one word of a shell. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/** Steps of a GitHub workflow that check all of them, where the studio is checked out beside the files. */
export function githubSteps(pins: readonly NamedRun[], settings: Settings): string {
  const checks = pins.map(
    pin =>
      `- run: ${yamlText(rehearseCommand(pin, settings, '../'))}\n  working-directory: metering-studio\n`,
  )
  return `- uses: actions/setup-node@v4
  with:
    node-version: 24
- run: npm ci
  working-directory: metering-studio
${checks.join('')}`
}

/** As a block where YAML would take a part of it for a key or a comment. */
function yamlText(command: string): string {
  return /: | #/.test(command) ? `|-\n    ${command}` : command
}
