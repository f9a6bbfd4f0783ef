/** The meters that count what a plugin config emits, ready to be created. */
import { type CreateMeterRequest, kongMeters } from './meter.ts'

/** The part of the plugin's config that decides it; `null` is Kong's "not set". */
export interface MeteredConfig {
  meter_api_requests: boolean
  meter_ai_token_usage: boolean
  attributes?: readonly { event_property_name: string }[] | null | undefined
}

/**
 * One meter for each kind of event that the config emits, as Kong documents it, with one further dimension for each
 * attribute. A dimension's name is the attribute's, with `_` for what the API does not take in names.
 */
export function generateMeters(config: MeteredConfig): CreateMeterRequest[] {
  const emitted: Record<string, boolean> = {
    'kong.api_request': config.meter_api_requests,
    'kong.llm_request': config.meter_ai_token_usage,
  }
  return kongMeters('')
    .filter(({ event_type }) => emitted[event_type] === true)
    .map(({ id: _id, created_at: _created, updated_at: _updated, ...meter }) => {
      const dimensions = { ...meter.dimensions }
      for (const { event_property_name } of config.attributes ?? [])
        addDimension(dimensions, event_property_name)
      return { ...meter, dimensions }
    })
}

const reserved = ['subject', 'customer_id']

function addDimension(dimensions: Record<string, string>, property: string): void {
  const path = pathOf(property)
  // Two attributes of one property are one dimension, as is an attribute that replaces a field of the event.
  if (path === undefined || Object.values(dimensions).includes(path)) return
  const base = property.replaceAll(/\W/g, '_')
  const isTaken = (name: string) => reserved.includes(name) || Object.hasOwn(dimensions, name)
  let name = base
  for (let count = 2; isTaken(name); count += 1) name = `${base}_${count}`
  Object.defineProperty(dimensions, name, {
    value: path,
    enumerable: true,
    writable: true,
    configurable: true,
  })
}

/** The JSONPath of a property of `data`; undefined for a name with both kinds of quotes, which no path can tell. */
function pathOf(property: string): string | undefined {
  if (/^\w+$/.test(property)) return `$.${property}`
  if (!property.includes("'")) return `$['${property}']`
  return property.includes('"') ? undefined : `$["${property}"]`
}
