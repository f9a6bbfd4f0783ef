/** Kong's Admin API: a POST to the scope's plugins, or to all plugins with the entities in the body for a combined scope. */
import { pathSegment, postBody, postSnippet, reference } from './curl.ts'
import { type PluginRow, pluginRow } from './plugin-row.ts'
import { scriptExtension } from './shell.ts'
import type { Format, RenderOptions } from './snippet.ts'

export const adminApi: Format = {
  id: 'admin-api',
  label: 'Admin API',
  filename: options => `admin-api.${scriptExtension(options)}`,
  render(plugin, options) {
    const row = pluginRow(plugin, options)
    const post = {
      command: 'curl -i -X POST',
      url: `${baseUrl(options)}${scopePath(row)}/plugins/`,
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: postBody(row, combinedReferences(row), options),
    }
    return [postSnippet(post, options)]
  },
}

function baseUrl({ mode, adminUrl = 'http://localhost:8001' }: RenderOptions): string {
  return mode === 'docs' ? 'http://localhost:8001' : adminUrl.replace(/\/+$/, '')
}

function scopePath({ targets: [target, ...others] }: PluginRow): string {
  if (target === undefined || others.length > 0) return ''
  const name = target.name === undefined ? `{${target.kind}Name|Id}` : pathSegment(target.name)
  return `/${target.kind}s/${name}`
}

function combinedReferences({ targets }: PluginRow) {
  if (targets.length < 2) return {}
  return Object.fromEntries(
    targets.map(({ kind, name = `{${kind}Name|Id}` }) => [kind, reference(kind, name)]),
  )
}
