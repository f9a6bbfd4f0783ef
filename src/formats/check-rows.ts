/** Advice on what stands around the plugin's config: its row's tags, the control plane, other instances' endpoints. */
import { konnectRegionOf } from '#plugin/konnect-regions.ts'
import { editsOn } from './edit-document.ts'
import type { PluginReading } from './plugin-reading.ts'
import type { Reporter } from './reporter.ts'
import { namesControlPlane } from './state-file.ts'

function reportEmptyTags(reporter: Reporter, { path: row, plugin }: PluginReading): void {
  if (plugin?.tags?.length !== 0) return
  const path = [...row, 'tags']
  const edits = editsOn(reporter.source, path, undefined)
  reporter.report({
    severity: 'hint',
    code: 'empty-tags',
    message: '`tags: []` says nothing; in Terraform it is a change in every plan.',
    path,
    why: 'The API leaves empty tags out of its answers (Kong’s documents of the provider kong/konnect).',
    ...(edits.length > 0 && { fix: { label: 'Remove `tags`', edits } }),
  })
}

/** A control plane is in one region: its instances usually send their events there. */
function reportRegions(reporter: Reporter, plugins: readonly PluginReading[]): void {
  let first: string | undefined
  for (const { path, config } of plugins) {
    const region = konnectRegionOf(config?.ingest_endpoint ?? '')
    if (region === undefined) continue
    first ??= region
    if (region === first) continue
    reporter.report({
      severity: 'hint',
      code: 'several-regions',
      message: `This instance sends its events to Konnect’s region \`${region}\`, the first one to \`${first}\`: a customer would be billed in two places.`,
      path: [...path, 'config', 'ingest_endpoint'],
      why: 'What is metered in one of Konnect’s regions is not seen in another (Kong’s document on geographic regions).',
    })
  }
}

/** A state file does not say whether Konnect ingests too (decision 15). */
function reportBuiltInIngestion(reporter: Reporter, plugins: readonly PluginReading[]): void {
  const { value } = reporter.source
  const ingests = plugins.some(({ config }) => konnectRegionOf(config?.ingest_endpoint ?? '') !== undefined)
  if (!namesControlPlane(value) || !ingests) return
  reporter.report({
    severity: 'hint',
    code: 'built-in-ingestion',
    message:
      'If Konnect’s built-in ingestion is on for this control plane, turn it off: with the plugin beside it each request is counted twice.',
    path: ['_konnect'],
    at: 'key',
    why: 'The plugin takes the place of the older built-in ingestion (Kong’s metering documents, decision 15).',
  })
}

/** Reports what is worth saying about the rows of a document's instances. */
export function reportRows(reporter: Reporter, plugins: readonly PluginReading[]): void {
  for (const reading of plugins) reportEmptyTags(reporter, reading)
  reportRegions(reporter, plugins)
  reportBuiltInIngestion(reporter, plugins)
}
