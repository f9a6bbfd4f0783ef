/** The config's `attributes`: extra properties of the event's data, read from the request. */
import type { Attribute } from '#plugin/config.ts'
import type { Exchange } from './exchange.ts'
import { getHeader, getQueryArg } from './read-request.ts'

/** What an attribute found. Without a value it is left out of the event. */
export interface AttributeReading {
  attribute: Attribute
  value: string | undefined
}

/** Reads each attribute, in the config's order. An empty value stays; an argument without `=` is "true" (decision 3). */
export function readAttributes(exchange: Exchange, attributes: readonly Attribute[]): AttributeReading[] {
  const readings: AttributeReading[] = []
  for (const attribute of attributes) readings.push({ attribute, value: readAttribute(exchange, attribute) })
  return readings
}

function readAttribute({ request }: Exchange, attribute: Attribute): string | undefined {
  if (attribute.source === 'header') return getHeader(request.headers, attribute.look_up_value_in)
  const value = getQueryArg(request.query, attribute.look_up_value_in)
  return value === true ? 'true' : value
}
