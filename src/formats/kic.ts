/**
 * Kong Ingress Controller: a KongPlugin, or a KongClusterPlugin for the global scope
 * (`configuration.konghq.com/v1`), and the annotations that attach it.
 */
import { METERING_PLUGIN } from '#plugin/plugin.ts'
import { valueParts, variable, variableNames } from '#plugin/variables.ts'
import { jsonEscape } from './json.ts'
import {
  type Fields,
  nonEmpty,
  type PluginRow,
  pluginRow,
  type Target,
  type TargetKind,
} from './plugin-row.ts'
import {
  doubleQuoted,
  hereDocument,
  posixWord,
  powershellPipe,
  powershellWord,
  scriptExtension,
  type Wrapper,
} from './shell.ts'
import type { Format, RenderOptions, Snippet } from './snippet.ts'
import { indent, yamlLines } from './yaml.ts'

export const kic: Format = {
  id: 'kic',
  label: 'Kubernetes (KIC)',
  filename: options => `kong-plugin.${scriptExtension(options)}`,
  render(plugin, options) {
    const row = pluginRow(plugin, options)
    const manifests = options.mode === 'docs' ? [documented(row)] : correctedManifests(row, options)
    const [target, ...others] = row.targets
    return others.length > 0 || target === undefined
      ? manifests
      : [...manifests, ...annotations(row, target, options)]
  },
}

/** The protocols that the CRD's enum has. */
export const kicProtocols: readonly string[] = ['http', 'https', 'grpc', 'grpcs', 'tcp', 'tls', 'udp']

const NAMESPACE = 'kong'

function documented(row: PluginRow): Snippet {
  const manifest = {
    ...head(row, { namespace: NAMESPACE, tags: row.tags ?? [] }),
    config: row.config,
    plugin: METERING_PLUGIN,
    ...pluginFields(row),
  }
  const text = `echo "\n${manifestText(manifest, doubleQuoted)}\n" | kubectl apply -f -`
  return { kind: 'manifest', language: 'yaml', text }
}

function correctedManifests(row: PluginRow, options: RenderOptions): Snippet[] {
  const { kicStrength = 'inline' } = options
  const namespace = row.targets.length === 0 ? undefined : NAMESPACE
  const manifest = (source: Fields) =>
    applied('manifest', options, {
      ...head(row, { namespace, tags: nonEmpty(row.tags) }),
      ...source,
      plugin: METERING_PLUGIN,
      ...pluginFields(row),
    })
  if (kicStrength === 'inline') return [manifest({ config: row.config })]
  const secretOf = (key: string) => ({ secretKeyRef: secretKeyRef(row, key) })
  if (kicStrength === 'configFrom') {
    return [configSecret(row, options), manifest({ configFrom: secretOf('config') })]
  }
  const { api_token: _, ...config } = row.config
  const configPatches = [{ path: '/api_token', valueFrom: secretOf('api_token') }]
  return [tokenSecret(row, options), manifest({ config, configPatches })]
}

function head(
  row: PluginRow,
  { namespace, tags }: { namespace: string | undefined; tags: readonly string[] | undefined },
) {
  const isGlobal = row.targets.length === 0
  return {
    apiVersion: 'configuration.konghq.com/v1',
    kind: isGlobal ? 'KongClusterPlugin' : 'KongPlugin',
    metadata: {
      name: row.resourceName,
      namespace,
      annotations: { 'kubernetes.io/ingress.class': 'kong', 'konghq.com/tags': tags?.join(',') },
      labels: isGlobal ? { global: 'true' } : undefined,
    },
  } satisfies Fields
}

/** The fields beside `config` that the CRD has: `disabled` in place of `enabled`, fewer protocols, no condition. */
function pluginFields({ enabled, instance_name, protocols }: PluginRow): Fields {
  return {
    disabled: enabled === undefined ? undefined : !enabled,
    instance_name,
    protocols: nonEmpty(protocols?.filter(protocol => kicProtocols.includes(protocol))),
  }
}

/** A KongClusterPlugin has no namespace of its own, so that its reference names the Secret's. */
function secretKeyRef(row: PluginRow, key: string): Fields {
  const namespace = row.targets.length === 0 ? NAMESPACE : undefined
  return { namespace, name: secretName(row), key }
}

function secretName({ resourceName }: PluginRow): string {
  return `${resourceName}-config`
}

function secretHead(row: PluginRow) {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: secretName(row), namespace: NAMESPACE },
    type: 'Opaque',
  } satisfies Fields
}

/** `configFrom` reads the whole config from one key, as YAML or JSON: here YAML, as a block within YAML. */
function configSecret(row: PluginRow, options: RenderOptions): Snippet {
  const { config } = row
  const text = (wrapper: Wrapper) =>
    [
      manifestText(secretHead(row), wrapper),
      'stringData:',
      '  config: |',
      ...indent(yamlLines(config, { wrapper, ...SINGLE_QUOTES }), '    '),
    ].join('\n')
  return pipedToKubectl('secret', options, { text, hasVariables: variableNames(config).length > 0 })
}

/** KIC puts a patch's value into the patch as raw JSON, so that the Secret holds the token with its JSON quotes. */
function tokenSecret(row: PluginRow, options: RenderOptions): Snippet {
  const { config } = row
  const parts = valueParts(typeof config.api_token === 'string' ? config.api_token : '')
  const json = parts
    .map(part => (part.kind === 'text' ? jsonEscape(part.text) : variable(part.name)))
    .join('')
  return applied('secret', options, { ...secretHead(row), stringData: { api_token: `"${json}"` } })
}

const SINGLE_QUOTES = { variableQuote: "'", signQuote: "'" } as const

function manifestText(manifest: Fields, wrapper: Wrapper): string {
  return yamlLines(manifest, { wrapper, ...SINGLE_QUOTES }).join('\n')
}

function applied(kind: string, options: RenderOptions, manifest: Fields): Snippet {
  const text = (wrapper: Wrapper) => manifestText(manifest, wrapper)
  return pipedToKubectl(kind, options, { text, hasVariables: variableNames(manifest).length > 0 })
}

function pipedToKubectl(
  kind: string,
  { shell }: RenderOptions,
  { text, hasVariables }: { text: (wrapper: Wrapper) => string; hasVariables: boolean },
): Snippet {
  const command = 'kubectl apply -f -'
  return shell === 'powershell'
    ? { kind, language: 'powershell', text: powershellPipe(text, hasVariables, command) }
    : { kind, language: 'bash', text: hereDocument(command, text, hasVariables) }
}

/** The resources that an entity of Kong can come from, the documents' placeholder for a name, and the tab it stands in. */
const resources: Record<TargetKind, readonly { type: string; placeholder: string; tab?: string }[]> = {
  service: [{ type: 'service', placeholder: 'SERVICE_NAME' }],
  route: [
    { type: 'httproute', placeholder: 'ROUTE_NAME', tab: 'Gateway API' },
    { type: 'ingress', placeholder: 'INGRESS_NAME', tab: 'Ingress' },
  ],
  consumer: [{ type: 'kongconsumer', placeholder: 'CONSUMER_NAME' }],
}

function annotations({ resourceName: plugin }: PluginRow, target: Target, options: RenderOptions): Snippet[] {
  return resources[target.kind].map(({ type, placeholder, tab }) => ({
    kind: 'annotate',
    language: options.mode === 'corrected' && options.shell === 'powershell' ? 'powershell' : 'bash',
    ...(tab === undefined ? {} : { tab }),
    text: `kubectl annotate -n ${NAMESPACE} ${type} ${resourceName(target, placeholder, options)} konghq.com/plugins=${plugin}`,
  }))
}

/** The documents forget the name of a Route's resource and leave two blanks. */
function resourceName({ kind, name }: Target, placeholder: string, { mode, shell }: RenderOptions): string {
  if (name === undefined) return mode === 'docs' && kind === 'route' ? '' : placeholder
  return mode === 'corrected' && shell === 'powershell' ? powershellWord(name) : posixWord(name)
}
