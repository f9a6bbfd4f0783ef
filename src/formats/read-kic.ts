/**
 * Reads manifests for the Kong Ingress Controller: KongPlugin and KongClusterPlugin with the Secrets that their
 * config comes from, KongConsumers, and what the plugins are attached to by annotations, as the controller's
 * `getPluginRelations` and `getCombinations` do.
 */
import type { ImportSink } from './import-sink.ts'
import { importedPlugin, type Owners, placeholderName } from './imported-entity.ts'
import { type KicSecrets, kicSecrets } from './kic-secrets.ts'
import { isFields } from './state-file.ts'

type Fields = Record<string, unknown>
type Kind = 'service' | 'route' | 'consumer' | 'consumer_group'

export interface KicReader {
  /** A manifest of any kind, a `List` of them too. */
  manifest: (value: Fields, line: number) => void
  /** The words of a `kubectl annotate` command. */
  annotate: (words: readonly string[], line: number) => void
  /** The words of a `kubectl create secret generic` command. */
  createSecret: (words: readonly string[], line: number) => void
  /** Puts everything together, once all of the text is read. */
  finish: () => void
}

interface Manifest {
  value: Fields
  name: string
  namespace: string | undefined
  annotations: Fields
  line: number
}

interface Attachment {
  kind: Kind
  /** Undefined where the text has a placeholder. */
  name: string | undefined
  namespace: string | undefined
  /** The plugins' names. */
  plugins: string[]
  line: number
}

interface State {
  sink: ImportSink
  secrets: KicSecrets
  plugins: Manifest[]
  consumers: Manifest[]
  attachments: Attachment[]
}

/** Resources that plugins are attached to, as kubectl knows them, and what they are in Kong. */
const resources: readonly [RegExp, Kind][] = [
  [/^(?:services?|svc)$/, 'service'],
  [
    /^(?:httproutes?|grpcroutes?|tcproutes?|tlsroutes?|udproutes?|ingress(?:es)?|ing|tcpingress(?:es)?)$/,
    'route',
  ],
  [/^(?:kongconsumers?|kc)$/, 'consumer'],
  [/^(?:kongconsumergroups?|kcg)$/, 'consumer_group'],
]

function kindOf(resource: string): Kind | undefined {
  const [type = ''] = resource.toLowerCase().split('.')
  return resources.find(([names]) => names.test(type))?.[1]
}

const PLACEHOLDER = /^(?:[A-Z]+(?:_[A-Z]+)*_NAME)?$/
const PLUGINS = 'konghq.com/plugins'

function pluginList(text: unknown): string[] {
  return typeof text === 'string' ? text.split(',').map(name => name.trim()) : []
}

/** Options apart from the words that say something: `-n kong`, `--overwrite`. */
function positionals(words: readonly string[]): { words: string[]; namespace: string | undefined } {
  const rest: string[] = []
  let namespace: string | undefined
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    if (/^(?:-n|--namespace)$/.test(word)) namespace = words[++index]
    else if (word.startsWith('--namespace=')) namespace = word.slice('--namespace='.length)
    else if (!/^--?[a-z]/.test(word)) rest.push(word)
  }
  return { words: rest, namespace }
}

function annotate({ sink, attachments }: State, words: readonly string[], line: number): void {
  const { words: rest, namespace } = positionals(words.slice(words.indexOf('annotate') + 1))
  const pair = rest.find(word => word.startsWith(`${PLUGINS}=`))
  const [first = '', second] = rest.filter(word => word !== pair)
  const [type = '', slashed] = first.split('/')
  const kind = kindOf(type)
  if (pair === undefined || kind === undefined) {
    sink.note(
      line,
      `This annotation was left out: only \`${PLUGINS}\` on a Service, a Route's resource or a consumer is read.`,
    )
    return
  }
  const name = slashed ?? second ?? ''
  const isPlaceholder = PLACEHOLDER.test(name)
  if (isPlaceholder) {
    sink.note(line, `The annotation names no ${kind}: it is imported as \`${placeholderName(kind)}\`.`)
  }
  const plugins = pluginList(pair.slice(PLUGINS.length + 1))
  attachments.push({ kind, name: isPlaceholder ? undefined : name, namespace, plugins, line })
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function manifestOf(value: Fields, line: number): Manifest {
  const metadata = isFields(value.metadata) ? value.metadata : {}
  return {
    value,
    name: textOf(metadata.name) ?? '',
    namespace: textOf(metadata.namespace),
    annotations: isFields(metadata.annotations) ? metadata.annotations : {},
    line,
  }
}

/** Takes what an annotated resource is attached to; whether there was something. */
function attachTo({ attachments }: State, { value, name, namespace, annotations, line }: Manifest): boolean {
  const kind = kindOf(String(value.kind))
  const plugins = pluginList(annotations[PLUGINS])
  if (kind === undefined || plugins.length === 0) return false
  const username = kind === 'consumer' ? (textOf(value.username) ?? textOf(value.custom_id)) : undefined
  attachments.push({ kind, name: username ?? name, namespace, plugins, line })
  return true
}

function readManifest(state: State, value: Fields, line: number): void {
  const manifest = manifestOf(value, line)
  const { kind } = value
  if (kind === 'List' && Array.isArray(value.items)) {
    for (const item of value.items.filter(isFields)) readManifest(state, item, line)
  } else if (kind === 'KongPlugin' || kind === 'KongClusterPlugin') state.plugins.push(manifest)
  else if (kind === 'Secret') state.secrets.manifest(value, line)
  else if (kind === 'KongConsumer') {
    attachTo(state, manifest)
    state.consumers.push(manifest)
  } else {
    const attached = attachTo(state, manifest)
    const what = `${String(kind)} \`${manifest.name}\``
    state.sink.note(
      line,
      attached ? `Of the ${what} only the plugins are read.` : `The ${what} was left out.`,
    )
  }
}

const known: readonly string[] = [
  'apiVersion',
  'kind',
  'metadata',
  'plugin',
  'config',
  'configFrom',
  'configPatches',
  'disabled',
  'instance_name',
  'protocols',
  'ordering',
  'run_on',
  'status',
]

function noteUnknown({ sink }: State, { value, line }: Manifest): void {
  for (const field of Object.keys(value).filter(name => !known.includes(name))) {
    sink.note(
      line,
      `The field \`${field}\` was left out: ${String(value.kind)} does not have it, or it is not read.`,
    )
  }
}

/** The row's fields but for what it is attached to, in the manifest's order. */
function rowOf(state: State, manifest: Manifest): Fields {
  const { value, annotations } = manifest
  const tags = textOf(annotations['konghq.com/tags'])
  const row: Fields = { name: value.plugin }
  for (const field of ['instance_name', 'disabled', 'protocols', 'ordering', 'run_on']) {
    if (value[field] === undefined) continue
    if (field === 'disabled') row.enabled = value.disabled !== true
    else row[field] = value[field]
  }
  return {
    ...row,
    tags: tags === undefined || tags === '' ? undefined : tags.split(','),
    config: state.secrets.config(value, { line: manifest.line, namespace: manifest.namespace }),
  }
}

function ownerOf({ kind, name }: Attachment): Owners {
  return { [kind]: name ?? placeholderName(kind) }
}

/** A plugin on both a consumer and a Service or Route runs on their combinations. */
function combinations(owners: readonly Owners[]): Owners[] {
  const isConsumer = (owner: Owners) => owner.consumer !== undefined || owner.consumer_group !== undefined
  const consumers = owners.filter(isConsumer)
  const others = owners.filter(owner => !isConsumer(owner))
  if (consumers.length === 0 || others.length === 0) return [...owners]
  return consumers.flatMap(consumer => others.map(other => ({ ...other, ...consumer })))
}

function attachedTo({ attachments }: State, { name, namespace, value }: Manifest): Owners[] {
  const inReach = (other: string | undefined) =>
    value.kind === 'KongClusterPlugin' ||
    other === undefined ||
    namespace === undefined ||
    other === namespace
  const own = attachments.filter(({ plugins, namespace: other }) => plugins.includes(name) && inReach(other))
  const owners = new Map(own.map(attachment => [JSON.stringify(ownerOf(attachment)), ownerOf(attachment)]))
  return combinations([...owners.values()])
}

function isGlobal({ value }: Manifest): boolean {
  const metadata = isFields(value.metadata) ? value.metadata : {}
  const label = isFields(metadata.labels) ? metadata.labels.global : undefined
  return value.kind === 'KongClusterPlugin' && String(label) === 'true'
}

function addPlugin(state: State, manifest: Manifest): void {
  const { value, name, line } = manifest
  if (typeof value.plugin !== 'string') {
    state.sink.note(line, `The ${String(value.kind)} \`${name}\` was left out: it has no \`plugin\`.`)
    return
  }
  noteUnknown(state, manifest)
  const row = rowOf(state, manifest)
  const attached = attachedTo(state, manifest)
  if (attached.length === 0 && !isGlobal(manifest)) {
    const message = `Nothing in this text is annotated with \`${PLUGINS}=${name}\`, so that the controller would not run it: it is imported as a global plugin.`
    state.sink.note(line, message)
  }
  const owners = attached.length === 0 || isGlobal(manifest) ? [{}, ...attached] : attached
  state.sink.add({ format: 'kic', line, file: { plugins: owners.map(owner => importedPlugin(row, owner)) } })
}

function addConsumer({ sink, secrets }: State, { value, line }: Manifest): void {
  const names = Array.isArray(value.credentials)
    ? value.credentials.filter(item => typeof item === 'string')
    : []
  const { username, custom_id } = value
  const consumer = {
    ...(username === undefined ? {} : { username }),
    ...(custom_id === undefined ? {} : { custom_id }),
    ...secrets.credentials(names, line),
  }
  sink.add({ format: 'kic', line, file: { consumers: [consumer] } })
}

/** The controller applies none of two global plugins of one name. */
function noteRivals({ sink, plugins }: State): void {
  const first = new Map<unknown, string>()
  for (const manifest of plugins.filter(isGlobal)) {
    const { value, name, line } = manifest
    const rival = first.get(value.plugin)
    if (rival === undefined) first.set(value.plugin, name)
    else {
      const message = `The KongClusterPlugins \`${rival}\` and \`${name}\` are both global for \`${String(value.plugin)}\`: the controller applies neither. Remove one, or its label \`global\`.`
      sink.note(line, message, 'error')
    }
  }
}

function noteUnused({ sink, plugins, attachments }: State): void {
  const names = new Set(plugins.map(({ name }) => name))
  for (const { plugins: attached, line } of attachments) {
    const missing = attached.filter(name => !names.has(name))
    for (const name of missing) {
      sink.note(line, `The annotation names \`${name}\`, whose manifest is not in this text.`)
    }
  }
}

/** A reader for one text. */
export function kicReader(sink: ImportSink): KicReader {
  const secrets = kicSecrets(sink)
  const state: State = { sink, secrets, plugins: [], consumers: [], attachments: [] }
  return {
    manifest: (value, line) => readManifest(state, value, line),
    annotate: (words, line) => annotate(state, words, line),
    createSecret: (words, line) => secrets.command(words, line),
    finish() {
      for (const manifest of state.plugins) addPlugin(state, manifest)
      for (const manifest of state.consumers) addConsumer(state, manifest)
      noteRivals(state)
      noteUnused(state)
      secrets.finish()
    },
  }
}
