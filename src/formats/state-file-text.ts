/** A whole state file as the decK format writes a plugin: the canonical text that imports and exports share. */
import { deckSections } from '#entities/deck.ts'
import { type Fields, isFields, isList, type Value } from './plugin-row.ts'
import { deckTemplate } from './shell.ts'
import { indent, type YamlStyle, yamlLines } from './yaml.ts'

/** Single quotes around a variable are valid YAML before decK fills it in, and keep the value a string afterwards. */
export const deckStyle: YamlStyle = { wrapper: deckTemplate, variableQuote: "'", signQuote: "'" }

/** decK's order of a plugin's keys; others stand beside the config. */
const PLUGIN_KEYS: readonly string[] = [
  'name',
  'id',
  'instance_name',
  'service',
  'route',
  'consumer',
  'consumer_group',
  'enabled',
  'condition',
  'protocols',
  'tags',
  'config',
]

/** The text of a state file's value: sections in decK's order, the lists of entities below them. */
export function stateFileText(file: Fields): string {
  const { _format_version: version = '3.0', ...others } = file
  const rank = ([section]: [string, Value]) => {
    const index = deckSections.indexOf(section)
    return index === -1 ? deckSections.length : index
  }
  const sections = Object.entries(others).sort((left, right) => rank(left) - rank(right))
  const lines = sections.flatMap(([section, value]) => sectionLines(section, orderedField(section, value)))
  return [`_format_version: ${JSON.stringify(version)}`, ...lines].join('\n')
}

function sectionLines(section: string, value: Value): string[] {
  const lines = yamlLines({ [section]: value }, deckStyle)
  return isList(value) && value.length > 0 ? [`${section}:`, ...indent(lines.slice(1))] : lines
}

/** The same value, each plugin of it in decK's order of keys. */
function ordered(value: Value): Value {
  if (isList(value)) return value.map(ordered)
  if (!isFields(value)) return value
  const entries = Object.entries(value).map(([key, field]) => [key, orderedField(key, field)])
  return Object.fromEntries(entries)
}

function orderedField(key: string, field: Value): Value {
  if (key === 'config') return field
  return key === 'plugins' && isList(field) ? field.map(orderedPlugin) : ordered(field)
}

function orderedPlugin(value: Value): Value {
  if (!isFields(value)) return value
  const entries = Object.entries(value)
  const rank = ([key]: [string, Value]) => {
    const index = PLUGIN_KEYS.indexOf(key)
    return index === -1 ? PLUGIN_KEYS.indexOf('config') : index
  }
  return Object.fromEntries(entries.sort((left, right) => rank(left) - rank(right)))
}
