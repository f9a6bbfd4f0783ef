/** Bodies of requests: JSON, or Kong's form style (`name=x`, `config.subject.field=y`, `tags[]=z`). */

type Fields = Record<string, unknown>

/** A body's value, or why it has none and where (an offset in its text). */
export type BodyReading = { value: unknown } | { problem: string; offset: number }

/** Reads JSON; the reason says where it broke without showing what stands there, which may be a secret. */
export function readJson(text: string): BodyReading {
  try {
    const value: unknown = JSON.parse(text)
    return isTooDeep(value) ? { problem: 'is nested too deeply', offset: 0 } : { value }
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    const position = /position (\d+)/.exec(message)?.[1]
    return {
      problem: 'is not valid JSON',
      offset: position === undefined ? badToken(text) : Number(position),
    }
  }
}

const TOKEN = /\s+|[{}[\],:]|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b|\b(?:true|false|null)\b/y

/** The offset of the first thing that is no token of JSON. */
function badToken(text: string): number {
  TOKEN.lastIndex = 0
  let end = 0
  while (TOKEN.test(text)) end = TOKEN.lastIndex
  return end
}

/** Far deeper than any plugin's config. */
const MAX_DEPTH = 100

/** Whether a value is nested too deeply to be a configuration. */
function isTooDeep(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true
    level = level.flatMap(item => (item !== null && typeof item === 'object' ? Object.values(item) : []))
  }
  return false
}

/** Fields that hold a list even when the form names them once. */
const listFields: readonly string[] = ['protocols', 'tags', 'paths', 'hosts', 'methods', 'snis', 'key_names']

/** Fields whose value is text whatever it looks like. */
const TEXT_FIELD =
  /(?:name|username|custom_id|key|password|secret|endpoint|token|field|look_up_value_in|condition|id|url|host|path|tags|protocols|paths|hosts|methods|snis|key_names)$/

function formValue(field: string, text: string): unknown {
  if (TEXT_FIELD.test(field.replace(/\[\d*\]$/, ''))) return text
  if (text === 'true' || text === 'false') return text === 'true'
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text
}

/** The steps of a field's name: `config.attributes[1].source` → config, attributes, 0, source (Kong counts from 1). */
function steps(name: string): (string | number)[] {
  return name.split('.').flatMap(part => {
    const match = /^(.*?)\[(\d*)\]$/.exec(part)
    if (match === null) return [part]
    return [match[1] ?? '', match[2] === '' ? Number.POSITIVE_INFINITY : Number(match[2]) - 1]
  })
}

type Container = Fields | unknown[]

function childOf(parent: Container, step: string | number, next: string | number): Container {
  const known = Array.isArray(parent)
    ? parent[Math.min(Number(step), parent.length)]
    : Object.hasOwn(parent, step) && parent[step]
  if (known !== null && typeof known === 'object') return known as Container
  const child: Container = typeof next === 'number' ? [] : {}
  put(parent, step, child)
  return child
}

function put(parent: Container, step: string | number, value: unknown): void {
  if (Array.isArray(parent)) parent[Math.max(0, Math.min(Number(step) || 0, parent.length))] = value
  else Object.defineProperty(parent, step, { value, enumerable: true, configurable: true, writable: true })
}

function setField(target: Fields, name: string, text: string): void {
  const path = steps(name)
  let parent: Container = target
  for (const [index, step] of path.slice(0, -1).entries()) {
    parent = childOf(parent, step, path[index + 1] ?? '')
  }
  const last = path.at(-1) ?? ''
  const value = formValue(name, text)
  put(parent, last, typeof last === 'string' && listFields.includes(last) ? text.split(',') : value)
}

function decodedForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** A form field of a command; `literal` when the command encodes it itself. */
export interface FormField {
  text: string
  literal: boolean
}

/** `name=value` pairs of a field, decoded; undefined where one is none. */
function pairsOf({ text, literal }: FormField): ([name: string, value: string] | undefined)[] {
  return (literal ? [text] : text.split('&')).map(pair => {
    const at = pair.indexOf('=')
    if (at < 1 || /\s/.test(pair.slice(0, at))) return undefined
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
    return literal ? [name, value] : [decodedForm(name), decodedForm(value)]
  })
}

/** Reads form fields; undefined when one of them is no `name=value`. */
export function readForm(fields: readonly FormField[]): Fields | undefined {
  const form: Fields = {}
  for (const pair of fields.flatMap(pairsOf)) {
    if (pair === undefined || pair[0].split('.').length > MAX_DEPTH) return undefined
    setField(form, pair[0], pair[1])
  }
  return form
}
