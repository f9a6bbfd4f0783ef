import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { examples, tutorial } from '#plugin/examples.ts'
import type { MeteringPlugin } from '#plugin/plugin.ts'
import { bash } from '#testing/bash.ts'
import { hostileEnvironment, hostilePlugin, resolved } from '#testing/hostile-plugin.ts'
import { kic } from './kic.ts'
import { type RenderOptions, snippetText } from './snippet.ts'

const global = { scope: { kind: 'global' }, mode: 'corrected' } as const
const service = { scope: { kind: 'service' }, mode: 'corrected' } as const

// biome-ignore lint/suspicious/noExplicitAny: whatever the manifest holds
type Manifest = Record<string, any>

function render(plugin: MeteringPlugin, options: RenderOptions): string {
  return snippetText(kic.render(plugin, options))
}

/** What `kubectl apply` is given, by a real bash. */
function applied(plugin: MeteringPlugin, options: RenderOptions): Manifest[] {
  const kubectl = `kubectl() { if [ "$1" = apply ]; then echo ---; cat; fi; }\n`
  const documents = parseAllDocuments(bash(kubectl + render(plugin, options), hostileEnvironment))
  return documents.map(document => {
    expect(document.errors).toEqual([])
    return document.toJS()
  })
}

const fields = ['apiVersion', 'kind', 'metadata', 'plugin', 'config', 'configFrom', 'configPatches']
const optional = ['disabled', 'instance_name', 'protocols']
const protocols = ['http', 'https', 'grpc', 'grpcs', 'tcp', 'tls', 'udp']

/** The rules of the CRDs `kongplugins` and `kongclusterplugins`: required fields, CEL rules, enums, unknown fields. */
function crdErrors(manifest: Manifest): string[] {
  const cluster = manifest.kind === 'KongClusterPlugin'
  const errors = Object.keys(manifest)
    .filter(key => !fields.includes(key) && !optional.includes(key))
    .map(key => `unknown field ${key}`)
  const check = (ok: boolean, message: string) => {
    if (!ok) errors.push(message)
  }
  check(manifest.apiVersion === 'configuration.konghq.com/v1', 'apiVersion')
  check(cluster || manifest.kind === 'KongPlugin', 'kind')
  check(manifest.plugin === 'metering-and-billing', 'plugin is required')
  check(!(manifest.config && manifest.configFrom), 'both config and configFrom')
  check(!(manifest.configFrom && manifest.configPatches), 'both configFrom and configPatches')
  check(
    (manifest.protocols ?? []).every((name: string) => protocols.includes(name)),
    'protocols',
  )
  check(manifest.protocols === undefined || manifest.protocols.length > 0, 'protocols is empty')
  const references = [
    manifest.configFrom,
    ...(manifest.configPatches ?? []).map((patch: Manifest) => patch.valueFrom),
  ]
  for (const reference of references.filter(Boolean)) {
    const { name, key, namespace, ...others } = reference.secretKeyRef
    check(Boolean(name && key) && Object.keys(others).length === 0, 'secretKeyRef')
    check((namespace !== undefined) === cluster, 'secretKeyRef.namespace')
  }
  check(cluster === (manifest.metadata.labels?.global === 'true'), 'label global')
  check(cluster === (manifest.metadata.namespace === undefined), 'namespace')
  return errors
}

/** The config that the controller makes of a manifest and its Secret (a patch is an RFC 6902 `add` of raw JSON). */
function controllerConfig(manifests: Manifest[]): Manifest {
  const [plugin, secret] = manifests.toReversed()
  const data = secret?.stringData
  if (plugin?.configFrom) return parse(data[plugin.configFrom.secretKeyRef.key])
  const config = { ...plugin?.config }
  for (const { path, valueFrom } of plugin?.configPatches ?? []) {
    config[path.slice(1)] = JSON.parse(data[valueFrom.secretKeyRef.key])
  }
  return config
}

describe('a manifest, applied by a real bash', () => {
  test.for(['inline', 'configFrom', 'configPatches'] as const)(
    'gives the controller the plugin, whatever its strings hold: %s',
    kicStrength => {
      fc.assert(
        fc.property(hostilePlugin, fc.constantFrom(global, service), (plugin, options) => {
          const manifests = applied(plugin, { ...options, kicStrength })
          const last = manifests.at(-1) ?? {}
          expect(crdErrors(last)).toEqual([])
          expect(controllerConfig(manifests)).toEqual(resolved(plugin.config, hostileEnvironment))
          expect(last.instance_name).toBe(plugin.instance_name)
          expect(last.disabled).toBe(plugin.enabled === undefined ? undefined : !plugin.enabled)
          expect(last.metadata.annotations['konghq.com/tags']).toBe(plugin.tags?.join(','))
        }),
        { numRuns: 40 },
      )
    },
  )

  test('as documented holds the same config', () => {
    fc.assert(
      fc.property(hostilePlugin, plugin => {
        const [manifest] = applied(plugin, { ...global, mode: 'docs' })
        expect(manifest?.config).toEqual(resolved(plugin.config, hostileEnvironment))
      }),
      { numRuns: 40 },
    )
  })

  test.for(examples.map(({ id, plugin }) => [id, plugin] as const))(
    '%s keeps the rules of the CRD',
    ([, plugin]) => {
      for (const options of [global, service]) {
        const [manifest] = applied(plugin, options)
        expect(crdErrors(manifest ?? {})).toEqual([])
      }
    },
  )

  test('keeps the token out of the manifest', () => {
    const plugin = { ...tutorial.plugin, config: { ...tutorial.plugin.config, api_token: 'spat_"1"' } }
    const [secret, manifest] = applied(plugin, { ...service, kicStrength: 'configPatches' })
    expect(secret?.stringData).toEqual({ api_token: '"spat_\\"1\\""' })
    expect(JSON.stringify(manifest)).not.toContain('spat_')
  })
})

describe('the annotate command', () => {
  test.for([
    [{ kind: 'global' }, []],
    [{ kind: 'service' }, ['service SERVICE_NAME']],
    [{ kind: 'route' }, ['httproute ROUTE_NAME', 'ingress INGRESS_NAME']],
    [{ kind: 'consumer' }, ['kongconsumer CONSUMER_NAME']],
    [{ kind: 'consumer', name: 'alice' }, ['kongconsumer alice']],
    [{ kind: 'service', name: "a b's" }, [`service 'a b'\\''s'`]],
  ] as const)('of %j names %j', ([scope, names]) => {
    const snippets = kic.render(tutorial.plugin, { scope, mode: 'corrected' }).slice(1)
    expect(snippets.map(({ text }) => text)).toEqual(
      names.map(name => `kubectl annotate -n kong ${name} konghq.com/plugins=metering-and-billing`),
    )
  })

  test('is not there for a combined scope', () => {
    const plugin = { ...tutorial.plugin, scope: { service: 's', consumer: 'c' } }
    expect(kic.render(plugin, { scope: { kind: 'own' }, mode: 'corrected' })).toHaveLength(1)
  })
})

test('for PowerShell is an expanding here-string', () => {
  const [snippet] = kic.render(tutorial.plugin, { ...service, shell: 'powershell' })
  expect(snippet).toMatchObject({
    language: 'powershell',
    text: expect.stringMatching(/^@"\n[\s\S]*\n"@ \| kubectl apply -f -$/),
  })
  expect(snippet?.text).toContain("api_token: '${env:AUTH_TOKEN}'")
})
