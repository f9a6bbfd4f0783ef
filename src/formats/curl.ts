/** A POST of the plugin as JSON: with curl, or with PowerShell's Invoke-RestMethod. Admin API and Konnect API share it. */
import { METERING_PLUGIN } from '#plugin/plugin.ts'
import { variableNames } from '#plugin/variables.ts'
import { jsonText } from './json.ts'
import { type Fields, isId, nonEmpty, type PluginRow } from './plugin-row.ts'
import {
  documentedQuotes,
  hereDocument,
  hereString,
  powershellWord,
  singleQuoted,
  type Wrapper,
} from './shell.ts'
import type { RenderOptions, Snippet } from './snippet.ts'

export interface Post {
  /** curl and its options before the URL. */
  command: string
  url: string
  /** Names as the API's documents write them. */
  headers: Readonly<Record<string, string>>
  body: Fields
}

/** Linux takes at most 128 KiB as one argument; more goes through standard input. */
const MAX_ARGUMENT_BYTES = 128 * 1024 - 1

export function postSnippet(post: Post, options: RenderOptions): Snippet {
  if (options.mode === 'docs') return { kind: 'curl', language: 'bash', text: documented(post) }
  if (options.shell === 'powershell') return { kind: 'curl', language: 'powershell', text: powershell(post) }
  return { kind: 'curl', language: 'bash', text: posix(post) }
}

function documented(post: Post): string {
  return `${curlHead(post, post.url)}${singleQuotedData(post, documentedQuotes)}`
}

function posix(post: Post): string {
  const head = curlHead(post, `'${singleQuoted.text(post.url)}'`)
  const data = singleQuotedData(post, singleQuoted)
  const bytes = data.length * 3 > MAX_ARGUMENT_BYTES ? new TextEncoder().encode(data).length : 0
  if (bytes <= MAX_ARGUMENT_BYTES) return head + data
  const hasVariables = variableNames(post.body).length > 0
  return hereDocument(`${head}    --data-binary @-`, wrapper => jsonText(post.body, wrapper), hasVariables)
}

function curlHead({ command, headers }: Post, url: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `    --header "${name}: ${value}" \\\n`)
  return `${command} ${url} \\\n${lines.join('')}`
}

function singleQuotedData({ body }: Post, wrapper: Wrapper): string {
  return `    --data '\n    ${jsonText(body, wrapper, '    ')}\n    '`
}

function powershell({ url, headers, body }: Post): string {
  const hasVariables = variableNames(body).length > 0
  const { Authorization } = headers
  const authorization =
    Authorization === undefined
      ? ''
      : `    -Headers @{ Authorization = "${Authorization.replace('$', '$env:')}" } \`\n`
  return [
    `$body = ${hereString(wrapper => jsonText(body, wrapper), hasVariables)}`,
    `Invoke-RestMethod -Method Post \``,
    `    -Uri ${powershellWord(url)} \``,
    `${authorization}    -ContentType 'application/json; charset=utf-8' \``,
    '    -Body $body',
  ].join('\n')
}

/** The JSON of the row. The documents write tags even when there are none. */
export function postBody(row: PluginRow, references: Fields, { mode }: RenderOptions): Fields {
  return {
    name: METERING_PLUGIN,
    id: row.id,
    instance_name: row.instance_name,
    ...references,
    enabled: row.enabled,
    condition: row.condition,
    expressions: row.expressions,
    protocols: row.protocols,
    config: row.config,
    tags: mode === 'docs' ? (row.tags ?? []) : nonEmpty(row.tags),
  }
}

/** How a combined scope names an entity in the body: `{ "id": … }`, or the field that the entity is known by. */
export function reference(kind: string, name: string): Fields {
  if (isId(name)) return { id: name }
  return kind === 'consumer' ? { username: name } : { name }
}

/** A name as one segment of a URL's path, without the characters that curl or a shell would read. */
export function pathSegment(name: string): string {
  return encodeURIComponent(name).replace(
    /[!'()*]/g,
    sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
