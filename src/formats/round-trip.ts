/** Whether an export can be read back: what the badge beside each format says, found out by doing it. */
import { METERING_PLUGIN, type MeteringPlugin } from '#plugin/plugin.ts'
import { allSnippets } from './all-snippets.ts'
import { formats } from './formats.ts'
import { importText } from './import-text.ts'
import { omissions } from './omissions.ts'
import { isMetering } from './plugin-reading.ts'
import { pluginRow } from './plugin-row.ts'
import { sameValue } from './same-value.ts'
import { type FormatId, type RenderOptions, snippetText } from './snippet.ts'
import { isFields, rawEntities } from './state-file.ts'

type Fields = Record<string, unknown>

/** Whether plugins exported in a format and imported again are the same, but for what `omissions` names. */
export function reimports(
  plugins: readonly MeteringPlugin[],
  formatId: FormatId,
  options: RenderOptions,
): boolean {
  const format = formats.find(({ id }) => id === formatId)
  if (format === undefined) return false
  const { blocks } = importText(snippetText(allSnippets(plugins, format, options)))
  const rows = blocks.flatMap(({ file }) => rawEntities(file).plugins.filter(isMetering))
  const same = (plugin: MeteringPlugin, index: number) => {
    const row = rows[index]?.value
    return isFields(row) && sameValue(comparable(row), comparable(expected(plugin, formatId, options)))
  }
  return rows.length === plugins.length && plugins.every(same)
}

/** The row that an import should give. */
function expected(plugin: MeteringPlugin, format: FormatId, options: RenderOptions): Fields {
  const { targets, id, instance_name, enabled, condition, expressions, protocols, tags, config } = pluginRow(
    plugin,
    options,
  )
  const row = { id, instance_name, enabled, condition, expressions, protocols, tags, config }
  const whole = { ...plugin, config: config as MeteringPlugin['config'] }
  const omitted = omissions(whole, format).map(({ path }) => path)
  const scopeless = omitted.some(([field]) => field === 'scope') && options.scope.kind === 'own'
  const owners = targets.map(({ kind, name = `${kind}Name|Id` }) => [kind, name])
  const exported = { name: METERING_PLUGIN, ...(scopeless ? {} : Object.fromEntries(owners)), ...row }
  const result = structuredClone(exported) as Fields
  // From the last to the first, so that an item that goes does not move another one.
  for (const path of omitted.toReversed()) remove(result, path)
  return result
}

function remove(value: unknown, [step, ...rest]: readonly (string | number)[]): void {
  if (Array.isArray(value) && typeof step === 'number') value.splice(step, 1)
  else if (isFields(value) && typeof step === 'string') {
    if (rest.length === 0) delete value[step]
    else remove(value[step], rest)
  }
}

/** A row with its defaults: a plugin is enabled, and no tags or protocols are as good as none written. */
function comparable(row: Fields): Fields {
  const entries = Object.entries(row).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  )
  return { enabled: true, ...Object.fromEntries(entries) }
}
