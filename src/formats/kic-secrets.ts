/** Kubernetes Secrets of a pasted text, and what a plugin's config or a consumer's credentials take from them. */
import type { ImportSink } from './import-sink.ts'
import { readJson } from './request-body.ts'
import { isFields } from './state-file.ts'
import { variableMark } from './variable-mark.ts'
import { yamlSource } from './yaml-source.ts'

type Fields = Record<string, unknown>

export interface KicSecrets {
  manifest: (value: Fields, line: number) => void
  /** The words of `kubectl create secret generic NAME --from-literal=KEY=VALUE`. */
  command: (words: readonly string[], line: number) => void
  /** The config of a KongPlugin's manifest, from `config`, `configFrom` and `configPatches`. */
  config: (plugin: Fields, at: { line: number; namespace: string | undefined }) => Fields
  /** The credentials in Secrets, by their list in a state file. */
  credentials: (names: readonly string[], line: number) => Fields
  /** Names the Secrets that nothing used. */
  finish: () => void
}

interface Secret {
  name: string
  namespace: string | undefined
  /** Values as text, base64 decoded. */
  values: Map<string, string>
  label: unknown
  line: number
  used: boolean
}

interface State {
  sink: ImportSink
  secrets: Secret[]
}

function fromBase64(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), sign => sign.charCodeAt(0)))
  } catch {
    return undefined
  }
}

function secretOf(value: Fields, line: number): Secret {
  const metadata = isFields(value.metadata) ? value.metadata : {}
  const labels = isFields(metadata.labels) ? metadata.labels : {}
  const encoded = isFields(value.data) ? value.data : {}
  const plain = isFields(value.stringData) ? value.stringData : {}
  const values = new Map<string, string>()
  for (const [key, text] of Object.entries(encoded)) values.set(key, fromBase64(text) ?? '')
  for (const [key, text] of Object.entries(plain)) values.set(key, String(text))
  return {
    name: String(metadata.name ?? ''),
    namespace: typeof metadata.namespace === 'string' ? metadata.namespace : undefined,
    values,
    label: labels['konghq.com/credential'] ?? values.get('kongCredType'),
    line,
    used: false,
  }
}

function secretOfCommand(words: readonly string[], line: number): Secret {
  const values = new Map<string, string>()
  for (const [index, word] of words.entries()) {
    const literal = /^--from-literal=(.*)$/s.exec(word)?.[1]
    const pair = literal ?? (word === '--from-literal' ? words[index + 1] : undefined)
    const at = pair?.indexOf('=') ?? -1
    if (pair !== undefined && at > 0) values.set(pair.slice(0, at), pair.slice(at + 1))
  }
  const name = words[words.indexOf('generic') + 1] ?? ''
  const option = words.findIndex(word => word === '-n' || word === '--namespace')
  const namespace = option === -1 ? undefined : words[option + 1]
  return { name, namespace, values, label: undefined, line, used: false }
}

/** The value that a `secretKeyRef` points to; a note when it is not in the text. */
function lookUp({ sink, secrets }: State, source: unknown, at: Place): string | undefined {
  const reference = isFields(source) && isFields(source.secretKeyRef) ? source.secretKeyRef : {}
  const { name, key, namespace = at.namespace } = reference
  const secret = secrets.find(
    other =>
      other.name === name &&
      (other.namespace === undefined || namespace === undefined || other.namespace === namespace),
  )
  const value = secret?.values.get(String(key))
  if (secret === undefined || value === undefined) {
    const what = `the key \`${String(key)}\` of the Secret \`${String(name)}\``
    sink.note(at.line, `A part of the config is missing: ${what} is not in this text.`)
    return undefined
  }
  secret.used = true
  return value
}

interface Place {
  line: number
  namespace: string | undefined
}

function configFrom(state: State, source: unknown, at: Place): Fields {
  const text = lookUp(state, source, at)
  if (text === undefined) return {}
  const { value, problems } = yamlSource(text)
  if (problems.length === 0 && isFields(value)) return value
  state.sink.note(at.line, "The config was left out: the Secret's text is not a map in YAML or JSON.")
  return {}
}

/** The value of a patch: the controller takes the Secret's text as raw JSON. */
function patchValue(text: string): unknown {
  const mark = variableMark(text)
  const reading = readJson(mark.coverAll(text))
  return 'problem' in reading ? undefined : mark.restore(reading.value)
}

/** A JSON pointer's steps (RFC 6901). */
function pointer(path: unknown): string[] {
  if (typeof path !== 'string' || !path.startsWith('/')) return []
  return path
    .slice(1)
    .split('/')
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The value with another one added at a pointer (RFC 6902); undefined when nothing can be added there. */
function withAdded(target: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value
  if (Array.isArray(target)) return withItem(target, [step, ...rest], value)
  if (!isFields(target)) return undefined
  const field = withAdded(target[step], rest, value)
  return field === undefined ? undefined : { ...target, [step]: field }
}

function withItem(target: readonly unknown[], [step, ...rest]: readonly string[], value: unknown): unknown {
  const index = step === '-' ? target.length : Number(step)
  if (!Number.isInteger(index) || index < 0 || index > target.length) return undefined
  if (rest.length === 0) return target.toSpliced(index, 0, value)
  const item = withAdded(target[index], rest, value)
  return item === undefined ? undefined : target.with(index, item)
}

function patched(state: State, config: Fields, { patch, at }: { patch: unknown; at: Place }): Fields {
  if (!isFields(patch)) return config
  const text = lookUp(state, patch.valueFrom, at)
  if (text === undefined) return config
  const steps = pointer(patch.path)
  const value = patchValue(text)
  const result = value === undefined || steps.length === 0 ? undefined : withAdded(config, steps, value)
  if (isFields(result)) return result
  const why =
    value === undefined ? "the Secret's text is not JSON (text needs its quotes)" : 'its path leads nowhere'
  state.sink.note(at.line, `The patch of \`${String(patch.path)}\` was left out: ${why}.`)
  return config
}

const credentialLists: Readonly<Record<string, string>> = {
  'key-auth': 'keyauth_credentials',
  'basic-auth': 'basicauth_credentials',
  'hmac-auth': 'hmacauth_credentials',
  jwt: 'jwt_secrets',
  acl: 'acls',
}

function credentials({ sink, secrets }: State, names: readonly string[], line: number): Fields {
  const lists: Record<string, Fields[]> = {}
  for (const name of names) {
    const secret = secrets.find(other => other.name === name)
    const label = String(secret?.label)
    const list = Object.hasOwn(credentialLists, label) ? credentialLists[label] : undefined
    if (secret === undefined || list === undefined) {
      sink.note(
        line,
        `The credential \`${name}\` was left out: its Secret is not in this text or names no kind.`,
      )
      continue
    }
    secret.used = true
    const { kongCredType: _, ...values } = Object.fromEntries(secret.values)
    lists[list] = [...(lists[list] ?? []), values]
  }
  return lists
}

/** The Secrets of one text. */
export function kicSecrets(sink: ImportSink): KicSecrets {
  const state: State = { sink, secrets: [] }
  return {
    manifest: (value, line) => void state.secrets.push(secretOf(value, line)),
    command: (words, line) => void state.secrets.push(secretOfCommand(words, line)),
    config(plugin, at) {
      const own = isFields(plugin.config) ? plugin.config : {}
      const config = plugin.configFrom === undefined ? own : configFrom(state, plugin.configFrom, at)
      const patches: unknown[] = Array.isArray(plugin.configPatches) ? plugin.configPatches : []
      return patches.reduce<Fields>((result, patch) => patched(state, result, { patch, at }), config)
    },
    credentials: (names, line) => credentials(state, names, line),
    finish() {
      for (const { name, line } of state.secrets.filter(({ used }) => !used)) {
        sink.note(line, `The Secret \`${name}\` was left out: nothing that is read here takes its values.`)
      }
    },
  }
}
