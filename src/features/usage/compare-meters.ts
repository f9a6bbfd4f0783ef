/** Generated meters beside those that are there. */
import { generateMeters, type MeteredConfig } from '#events/generate-meters.ts'
import type { CreateMeterRequest, Meter } from '#events/meter.ts'

export interface GeneratedMeter {
  body: CreateMeterRequest
  /** The meter of the same key, if there is one. */
  existing: Meter | undefined
  /** Dimensions that the existing one lacks. */
  missing: Record<string, string>
}

export function compareMeters(config: MeteredConfig, meters: readonly Meter[]): GeneratedMeter[] {
  return generateMeters(config).map(body => {
    const existing = meters.find(({ key }) => key === body.key)
    const known = new Set(Object.values(existing?.dimensions ?? {}))
    const missing = Object.entries(body.dimensions ?? {}).filter(([, path]) => !known.has(path))
    return { body, existing, missing: Object.fromEntries(existing === undefined ? [] : missing) }
  })
}

/** Attributes that no dimension of a meter reads: they are sent, and nothing can be grouped by them. */
export function unusedAttributes({ attributes }: MeteredConfig, meters: readonly Meter[]): string[] {
  const read = new Set(meters.flatMap(({ dimensions = {} }) => Object.values(dimensions)))
  const names = new Set((attributes ?? []).map(({ event_property_name }) => event_property_name))
  return [...names].filter(
    name => ![`$.${name}`, `$['${name}']`, `$["${name}"]`].some(path => read.has(path)),
  )
}
