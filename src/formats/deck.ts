/** decK: a state file, or a command that applies it (`deck gateway apply`, from decK 1.43 on). */
import { METERING_PLUGIN, type MeteringPlugin } from '#plugin/plugin.ts'
import { type Fields, nonEmpty, type PluginRow, pluginRow, type Target } from './plugin-row.ts'
import { deckTemplate, hereDocument, powershellPipe, scriptExtension } from './shell.ts'
import type { Format, RenderOptions, Snippet } from './snippet.ts'
import { deckStyle } from './state-file-text.ts'
import { indent, type YamlStyle, yamlLines } from './yaml.ts'

export const deck: Format = {
  id: 'deck',
  label: 'decK',
  filename: options =>
    options.deckForm === 'command' ? `apply-kong.${scriptExtension(options)}` : 'kong.yaml',
  render(plugin, options) {
    return [deckSnippet([plugin], options)]
  },
}

/** Several plugins as the rows of one state file. */
export function deckSnippet(plugins: readonly MeteringPlugin[], options: RenderOptions): Snippet {
  const rows = plugins.map(plugin => pluginRow(plugin, options))
  const text = stateFile(rows, options)
  return options.deckForm === 'command'
    ? command(text, options)
    : { kind: 'kong.yaml', language: 'yaml', text }
}

function stateFile(rows: readonly PluginRow[], options: RenderOptions): string {
  const style = yamlStyle(options)
  return [
    '_format_version: "3.0"',
    ...konnectLines(options, style),
    'plugins:',
    ...indent(yamlLines(rows.map(statePlugin), style)),
  ].join('\n')
}

/** Names the control plane, so that the file cannot be applied to another one by mistake. */
function konnectLines({ mode, controlPlane }: RenderOptions, style: YamlStyle): string[] {
  if (mode === 'docs' || !controlPlane?.name) return []
  return yamlLines({ _konnect: { control_plane_name: controlPlane.name } }, style)
}

/** decK's schema takes the entities of a top-level plugin as strings, a name or an id. */
function statePlugin(row: PluginRow): Fields {
  return {
    name: METERING_PLUGIN,
    id: row.id,
    instance_name: row.instance_name,
    ...Object.fromEntries(row.targets.map(target => [target.kind, targetName(target)])),
    enabled: row.enabled,
    condition: row.condition,
    protocols: row.protocols,
    tags: nonEmpty(row.tags),
    config: row.config,
  }
}

function targetName({ kind, name }: Target): string {
  return name ?? `${kind}Name|Id`
}

/** The documents leave a variable bare in a file and double-quote it in a command. */
function yamlStyle({ mode, deckForm }: RenderOptions): YamlStyle {
  if (mode === 'corrected') return deckStyle
  return { wrapper: deckTemplate, variableQuote: deckForm === 'command' ? '"' : 'none', signQuote: '"' }
}

function command(text: string, { mode, shell }: RenderOptions): Snippet {
  if (mode === 'docs' || shell !== 'powershell') {
    return { kind: 'command', language: 'bash', text: applyCommand(text) }
  }
  return {
    kind: 'command',
    language: 'powershell',
    text: powershellPipe(() => text, false, 'deck gateway apply -'),
  }
}

/** The POSIX command that applies a state file, as the tutorial has it; a here-document when single quotes would end it. */
export function applyCommand(stateText: string): string {
  const text = stateText.replace(/\n$/, '')
  return text.includes("'")
    ? hereDocument('deck gateway apply -', () => text, false)
    : `echo '\n${text}\n' | deck gateway apply -`
}
