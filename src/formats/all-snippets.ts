/** Several plugins of a document in one format. */
import { konnectRegionOf } from '#plugin/konnect-regions.ts'
import type { MeteringPlugin } from '#plugin/plugin.ts'
import { deckSnippet } from './deck.ts'
import type { Format, RenderOptions, Snippet } from './snippet.ts'

/** Blocks that all plugins share: the provider, and a variable that several use. */
const SHARED: readonly string[] = ['provider', 'variables']

/** All plugins, one after the other; in decK they are the rows of one state file, which has one `plugins`. */
export function allSnippets(
  plugins: readonly MeteringPlugin[],
  format: Format,
  options: RenderOptions,
): Snippet[] {
  const [only] = plugins
  if (plugins.length === 1 && only !== undefined) return format.render(only, options)
  if (format.id === 'deck') return [deckSnippet(plugins, options)]
  const names = resourceNames(plugins)
  // They are of one control plane, and Terraform takes one configuration of a provider.
  const region = plugins.flatMap(({ config }) => konnectRegionOf(config.ingest_endpoint) ?? [])[0]
  const rendered = plugins.map((plugin, index) =>
    format.render(plugin, { region, ...options, resourceName: names[index] ?? '' }),
  )
  const seen = new Set<string>()
  const once = (snippet: Snippet) => (SHARED.includes(snippet.kind) ? withoutSeen(snippet, seen) : [snippet])
  return rendered.flat().flatMap(once)
}

/** A shared snippet's blocks that did not stand in an earlier one. */
function withoutSeen(snippet: Snippet, seen: Set<string>): Snippet[] {
  const blocks = snippet.text.split('\n\n').filter(block => !seen.has(block))
  for (const block of blocks) seen.add(block)
  return blocks.length === 0 ? [] : [{ ...snippet, text: blocks.join('\n\n') }]
}

/** Several resources need several names: that of the instance, or of what the plugin is attached to. */
function resourceNames(plugins: readonly MeteringPlugin[]): string[] {
  const taken = new Set<string>()
  return plugins.map(({ instance_name, scope }) => {
    const scoped = Object.entries(scope).map(([kind, name]) => `${kind}-${name}`)
    const wanted = ['metering-and-billing', ...(instance_name === undefined ? scoped : [instance_name])]
    const base = kubernetesName(wanted.join('-'))
    const name = numbered(base, taken)
    taken.add(name)
    return name
  })
}

function numbered(base: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!taken.has(name)) return name
  }
}

/** Kubernetes: lower-case letters, digits and `-`, at most 63, beginning and ending with a letter or digit. */
function kubernetesName(text: string): string {
  const name = text.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  // Room for a number and for the Secret's `-config`.
  return name.slice(0, 50).replace(/-+$/, '')
}
