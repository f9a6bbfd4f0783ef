/** Konnect's control plane API (`/v2/control-planes/{id}/core-entities`): the Admin API's entities behind a region and a token. */
import { konnectRegionOf } from '#plugin/konnect-regions.ts'
import type { MeteringPlugin } from '#plugin/plugin.ts'
import { pathSegment, postBody, postSnippet, reference } from './curl.ts'
import { type PluginRow, pluginRow } from './plugin-row.ts'
import { scriptExtension } from './shell.ts'
import type { Format, RenderOptions } from './snippet.ts'

export const konnectApi: Format = {
  id: 'konnect-api',
  label: 'Konnect API',
  filename: options => `konnect-api.${scriptExtension(options)}`,
  render(plugin, options) {
    const row = pluginRow(plugin, options)
    const post = {
      command: 'curl -X POST',
      url: `${coreEntities(plugin, options)}${scopePath(row)}/plugins/`,
      headers: {
        accept: 'application/json',
        'Content-Type': 'application/json',
        Authorization: 'Bearer $KONNECT_TOKEN',
      },
      body: postBody(row, combinedReferences(row), options),
    }
    return [postSnippet(post, options)]
  },
}

function coreEntities(
  { config }: MeteringPlugin,
  { mode, region = konnectRegionOf(config.ingest_endpoint), controlPlane }: RenderOptions,
): string {
  const known = mode === 'corrected'
  const host = known && region ? region : '{region}'
  const id = known && controlPlane?.id ? pathSegment(controlPlane.id) : '{controlPlaneId}'
  return `https://${host}.api.konghq.com/v2/control-planes/${id}/core-entities`
}

function scopePath({ targets: [target, ...others] }: PluginRow): string {
  if (target === undefined || others.length > 0) return ''
  const id = target.name === undefined ? `{${target.kind}Id}` : pathSegment(target.name)
  return `/${target.kind}s/${id}`
}

function combinedReferences({ targets }: PluginRow) {
  if (targets.length < 2) return {}
  return Object.fromEntries(targets.map(({ kind, name = `{${kind}Id}` }) => [kind, reference(kind, name)]))
}
