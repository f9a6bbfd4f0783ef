/** `metering-studio export`: the plugins of a document in one of the formats that the page shows. */
import { allSnippets } from '#formats/all-snippets.ts'
import { formats } from '#formats/formats.ts'
import { omissions } from '#formats/omissions.ts'
import { type Format, formatIds, type RenderOptions, snippetText } from '#formats/snippet.ts'
import { konnectRegions, regionMismatch } from '#plugin/konnect-regions.ts'
import type { MeteringPlugin } from '#plugin/plugin.ts'
import { defaultRelease, gatewayReleases } from '#plugin/release.ts'
import { scopeKinds } from '#plugin/scope.ts'
import { loadConditions } from '../gateway/conditions.ts'
import { type Command, type CommandStreams, type ExitCode, exitCodes, UsageError } from './command.ts'
import { diagnosticText, hasErrors } from './diagnostic-text.ts'
import { type FileDocument, fileDocument } from './file-document.ts'
import { secretHider, withoutSecrets } from './hide-secrets.ts'
import { openFile } from './open-file.ts'
import { oneOf, onlyFile, readFlags } from './read-flags.ts'

const kicStrengths = ['inline', 'configFrom', 'configPatches'] as const

const regionIds = konnectRegions.map(({ id }) => id)

const usage = `Writes the metering-and-billing plugin of a file in another format.

  metering-studio export FILE --to ${formatIds.join('|')} [flags]
  metering-studio export - --to …       reads standard input

  --to FORMAT              the format
  --scope KIND[=NAME]      ${scopeKinds.join(', ')}; without a name, the placeholder of
                           Kong's documents stands for it; without the flag, the scope in the file
  --mode corrected|docs    what runs as it stands (corrected), or byte for byte what Kong's
                           documents show
  --gateway ${gatewayReleases.join('|')}
                           the gateway's release (${defaultRelease})
  --instance NAME          only the plugin with that instance_name; without it, all of the file
  --defaults               writes the fields out that have their default
  --region REGION          Konnect's region: ${regionIds.join(', ')};
                           without the flag, that of the ingest endpoint
  --control-plane-id ID    the Konnect control plane
  --shell posix|powershell of commands (posix)
  --kic ${kicStrengths.join('|')}
                           where a manifest takes the config from (inline)
  --deck file|command      decK's state file, or the command that applies one (file)

FILE is a decK state file, or in any format that the studio imports. What the format cannot carry
is said on standard error.

Exit codes: 0 written, 1 the file has errors (printed on standard error; nothing is written) or no
such plugin, 2 a wrong command line or a file that cannot be read.
`

const flags = {
  to: { type: 'string' },
  scope: { type: 'string' },
  mode: { type: 'string', default: 'corrected' },
  gateway: { type: 'string', default: defaultRelease },
  instance: { type: 'string' },
  defaults: { type: 'boolean' },
  region: { type: 'string' },
  'control-plane-id': { type: 'string' },
  shell: { type: 'string', default: 'posix' },
  kic: { type: 'string', default: 'inline' },
  deck: { type: 'string', default: 'file' },
} as const

type Flags = ReturnType<typeof readFlags<typeof flags>>['values']

async function run(args: readonly string[], streams: CommandStreams): Promise<ExitCode> {
  const { values, positionals } = readFlags(args, flags)
  const format = formatOf(values.to)
  const options = optionsOf(values)
  const file = onlyFile(positionals)
  const opened = await openFile(file, streams)
  if ('problem' in opened) {
    streams.stderr.write(`${opened.problem}\n`)
    return exitCodes.badUsage
  }
  const { name, text } = opened
  const release = options.gateway ?? defaultRelease
  const document = fileDocument(text, { release, conditions: await loadConditions() })
  if (!report({ name, text }, document, streams)) return exitCodes.badInput
  const plugins = pluginsOf(document, values.instance)
  if ('problem' in plugins) {
    streams.stderr.write(`${name}: ${plugins.problem}\n`)
    return exitCodes.badInput
  }
  streams.stdout.write(`${snippetText(allSnippets(plugins.found, format, options))}\n`)
  for (const plugin of plugins.found) noteOmissions(plugin, format, { name, streams })
  if (options.mode === 'corrected') noteMismatches(plugins.found, options.region, { name, streams })
  return exitCodes.done
}

function formatOf(id: string | undefined): Format {
  if (id === undefined) throw new UsageError(`name the format: --to ${formatIds.join('|')}`)
  const chosen = oneOf('to', id, formatIds)
  const format = formats.find(known => known.id === chosen)
  if (format === undefined) throw new Error(`No renderer for ${chosen}`)
  return format
}

function optionsOf(values: Flags): RenderOptions {
  const { region, 'control-plane-id': controlPlaneId } = values
  return {
    scope: scopeOf(values.scope),
    mode: oneOf('mode', values.mode, ['corrected', 'docs']),
    gateway: oneOf('gateway', values.gateway, gatewayReleases),
    shell: oneOf('shell', values.shell, ['posix', 'powershell']),
    kicStrength: oneOf('kic', values.kic, kicStrengths),
    deckForm: oneOf('deck', values.deck, ['file', 'command']),
    defaults: values.defaults ? 'written' : 'minimal',
    ...(region === undefined ? {} : { region: oneOf('region', region, regionIds) }),
    ...(controlPlaneId === undefined
      ? {}
      : { controlPlane: { id: notEmpty('control-plane-id', controlPlaneId) } }),
  }
}

/** `service=NAME`; a name may have `=` in it. */
function scopeOf(scope: string | undefined): RenderOptions['scope'] {
  if (scope === undefined) return { kind: 'own' }
  const [, kindText = scope, name] = /^([^=]*)=(.*)$/s.exec(scope) ?? []
  const kind = oneOf('scope', kindText, scopeKinds)
  if (name === undefined) return { kind }
  if (kind === 'global') throw new UsageError('--scope global takes no name')
  return { kind, name: notEmpty('scope', name) }
}

function notEmpty(flag: string, value: string): string {
  if (value === '') throw new UsageError(`--${flag} is empty`)
  return value
}

/** Says what the file is and what is wrong with it; whether it can be exported. */
function report(
  { name, text }: { name: string; text: string },
  { detected, diagnostics }: FileDocument,
  { stderr }: CommandStreams,
): boolean {
  if (detected !== undefined) stderr.write(`${name}: detected as ${detected}\n`)
  const broken = hasErrors(diagnostics)
  const hide = secretHider(text)
  for (const found of diagnostics) {
    if (broken || found.code === 'import-note')
      stderr.write(diagnosticText(name, withoutSecrets(found, hide)))
  }
  return !broken
}

function pluginsOf(
  { reading }: FileDocument,
  instance: string | undefined,
): { found: MeteringPlugin[] } | { problem: string } {
  const all = reading.plugins.flatMap(({ plugin }) => plugin ?? [])
  const found = instance === undefined ? all : all.filter(plugin => plugin.instance_name === instance)
  if (found.length > 0) return { found }
  if (all.length === 0) return { problem: 'there is no metering-and-billing plugin to export' }
  const names = all.flatMap(plugin => plugin.instance_name ?? [])
  const known = names.length === 0 ? 'none has one' : `there are ${names.join(', ')}`
  return { problem: `no metering-and-billing plugin has the instance_name ${instance}; ${known}` }
}

function noteOmissions(
  plugin: MeteringPlugin,
  format: Format,
  { name, streams }: { name: string; streams: CommandStreams },
): void {
  for (const { path, why } of omissions(plugin, format.id)) {
    streams.stderr.write(`${name}: left out of ${format.label}: ${path.join('.')}: ${why}\n`)
  }
}

function noteMismatches(
  plugins: readonly MeteringPlugin[],
  region: string | undefined,
  { name, streams }: { name: string; streams: CommandStreams },
): void {
  const notes = plugins.flatMap(({ config }) => regionMismatch(region, config.ingest_endpoint) ?? [])
  for (const note of new Set(notes)) streams.stderr.write(`${name}: ${note}\n`)
}

export const exportCommand: Command = {
  summary: 'write the plugin as decK, Admin API, Konnect API, Kubernetes or Terraform',
  usage,
  run,
}
