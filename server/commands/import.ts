/** `metering-studio import`: any format in, a decK state file out. */
import { importText } from '#formats/import-text.ts'
import { type Change, mergeImport } from '#formats/merge.ts'
import type { Fields } from '#formats/plugin-row.ts'
import { isFields } from '#formats/state-file.ts'
import { stateFileText } from '#formats/state-file-text.ts'
import { yamlSource } from '#formats/yaml-source.ts'
import { type Command, type CommandStreams, type ExitCode, exitCodes } from './command.ts'
import { secretHider } from './hide-secrets.ts'
import { openFile } from './open-file.ts'
import { onlyFile, readFlags } from './read-flags.ts'

const usage = `Turns a configuration in any format into a decK state file.

  metering-studio import FILE
  metering-studio import -               reads standard input

FILE is a decK state file, Admin API or Konnect API calls or answers, Kubernetes manifests or
Terraform, with the shell commands around them. Several pieces become one state file, printed in
one form whatever the format was. Comments are not kept. What was detected, and each line that was
not understood, is said on standard error. No secret is left out of the state file.

Exit codes: 0 written, 1 nothing was understood, 2 a wrong command line or a file that cannot be
read.
`

async function run(args: readonly string[], streams: CommandStreams): Promise<ExitCode> {
  const { positionals } = readFlags(args, {})
  const opened = await openFile(onlyFile(positionals), streams)
  if ('problem' in opened) {
    streams.stderr.write(`${opened.problem}\n`)
    return exitCodes.badUsage
  }
  const { name, text } = opened
  const { stderr, stdout } = streams
  const imported = importText(text)
  const hide = secretHider(text)
  if (imported.detected !== undefined) stderr.write(`${name}: detected as ${imported.detected}\n`)
  for (const { line, message } of imported.notes) stderr.write(`${name}:${line}: ${hide(message)}\n`)
  if (imported.detected === undefined) {
    stderr.write(`${name}: nothing was understood\n`)
    return exitCodes.badInput
  }
  const note = (message: string) => stderr.write(`${name}: ${message}\n`)
  noteComments(text, note)
  const { text: merged, changes } = mergeImport('', imported)
  noteRepeated(changes, message => note(hide(message)))
  stdout.write(`${canonicalText(merged, note)}\n`)
  return exitCodes.done
}

/** An empty document has nothing to replace but what the same file gave before. */
function noteRepeated(changes: readonly Change[], note: (message: string) => void): void {
  for (const { kind, entity, name } of changes) {
    if (kind === 'replace') note(`the ${entity} ${name} is given more than once; the last one was kept`)
  }
}

/** Values after Go's conversions are no strings, which a text made from values could not say. */
const CONVERTED = /\b(?:toBool|toInt|toFloat|indent)\b/

function noteComments(text: string, note: (message: string) => void): void {
  const comments = text.split('\n').filter(line => /^\s*#/.test(line)).length
  if (comments > 0) note(`${comments} ${comments === 1 ? 'line' : 'lines'} of comments not kept`)
}

/** The state file in the one form; as it stands where its templates could not be written again. */
function canonicalText(text: string, note: (message: string) => void): string {
  const { value, masked } = yamlSource(text)
  if (!isFields(value)) throw new Error('An import gave no state file')
  if (masked.placeholders.some(placeholder => CONVERTED.test(placeholder.text))) {
    note('kept as it stands, comments too, because its templates convert values')
    return text.trimEnd()
  }
  return stateFileText(value as Fields)
}

export const importCommand: Command = {
  summary: 'turn a configuration in any format into a decK state file',
  usage,
  run,
}
