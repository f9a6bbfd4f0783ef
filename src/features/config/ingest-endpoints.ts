/** Where the document's plugins would send events: what real delivery is confirmed for. */
import { readDocumentWith } from '#formats/document-reading.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import { valueAt } from './document-path.ts'

/**
 * The ingest endpoints as written, each once and in order; undefined while the YAML is broken, when the gateway
 * keeps running the last valid document.
 */
export function ingestEndpoints(text: string, release: GatewayRelease): string[] | undefined {
  const { value, plugins } = readDocumentWith({}, text, release)
  if (value === undefined && text.trim() !== '') return undefined
  const written = plugins.map(({ path }) => valueAt(value, [...path, 'config', 'ingest_endpoint']))
  return [...new Set(written.filter(endpoint => endpoint !== undefined).map(String))].sort()
}
