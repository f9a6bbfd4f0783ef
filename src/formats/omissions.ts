/** What a format cannot carry of a plugin, so that nothing is dropped in silence. */
import type { MeteringPlugin } from '#plugin/plugin.ts'
import { scopeKind } from '#plugin/scope.ts'
import { kicProtocols } from './kic.ts'
import type { FormatId, Omission } from './snippet.ts'
import { unknownToProvider } from './terraform.ts'

/** Every part of the plugin that is lost in a format, with the reason; empty when all of it is carried. */
export function omissions(plugin: MeteringPlugin, format: FormatId): Omission[] {
  const { expressions } = plugin
  const unknown = expressions === undefined ? undefined : expressionsUnknownTo[format]
  return [
    ...(format === 'kic' ? kicOmissions(plugin) : []),
    ...(format === 'terraform' ? terraformOmissions(plugin) : []),
    ...(unknown === undefined ? [] : [{ path: ['expressions'], why: unknown }]),
  ]
}

/** `expressions` of 3.16 (decision 12). */
const expressionsUnknownTo: Partial<Record<FormatId, string>> = {
  deck: 'decK’s schema of a state file has no `expressions` and refuses the file; the Admin API takes it.',
  kic: 'KongPlugin and KongClusterPlugin have no `expressions`.',
  terraform: 'The resource of provider kong/konnect has no `expressions`.',
}

function kicOmissions({ id, condition, protocols = [], scope }: MeteringPlugin): Omission[] {
  const found: Omission[] = []
  if (id !== undefined) {
    found.push({ path: ['id'], why: 'A KongPlugin has no id field: the controller makes the id itself.' })
  }
  if (condition) {
    found.push({
      path: ['condition'],
      why: 'KongPlugin and KongClusterPlugin have no condition field: the plugin would run for every request.',
    })
  }
  for (const [index, protocol] of protocols.entries()) {
    if (!kicProtocols.includes(protocol)) {
      found.push({ path: ['protocols', index], why: `The CRD's protocols do not include ${protocol}.` })
    }
  }
  if (scopeKind(scope) === 'combined') {
    found.push({
      path: ['scope'],
      why: 'A KongPlugin has no scope of its own, it is attached by annotating one resource at a time: one row for several entities has no manifest. Annotate each resource yourself, or use decK.',
    })
  }
  return found
}

function terraformOmissions({ config }: MeteringPlugin): Omission[] {
  return unknownToProvider
    .filter(path => valueAt(config, path) !== undefined)
    .map(path => ({
      path: ['config', ...path],
      why: `The resource of provider kong/konnect (as of 3.19.0) does not know ${path.join('.')}, a field of gateway 3.16.`,
    }))
}

function valueAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value
  if (value === null || typeof value !== 'object') return undefined
  return valueAt((value as Record<string, unknown>)[key], rest)
}
