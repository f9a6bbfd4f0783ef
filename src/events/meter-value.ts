/** The value that a meter takes from an event, with OpenMeter's parsing and messages (openmeter/meter/parse.go). */
import type { Meter } from './meter.ts'

export type MeterValue =
  | { kind: 'number'; value: number }
  | { kind: 'text'; value: string }
  | { kind: 'invalid'; message: string }

type Data = Record<string, unknown> | null | undefined

export function readMeterValue(data: Data, meter: Pick<Meter, 'aggregation' | 'value_property'>): MeterValue {
  if (meter.aggregation === 'count') return { kind: 'number', value: 1 }
  if (data === null || data === undefined) return invalid('null and missing value property')
  if (meter.value_property === undefined) return invalid('non count meter value property is missing')
  const found = lookUp(data, meter.value_property)
  if (found === undefined) return invalid(`missing value property: ${JSON.stringify(meter.value_property)}`)
  if (found === null) return invalid('value cannot be null')
  if (meter.aggregation === 'unique_count') {
    return { kind: 'text', value: typeof found === 'object' ? JSON.stringify(found) : String(found) }
  }
  return readNumber(found)
}

/** A path of names and indexes: `$.usage.tokens`, `$['a b'][0]`. Undefined when nothing stands there. */
export function lookUp(data: unknown, path: string): unknown {
  if (!/^\$(\.[^.[\]]+|\[\d+\]|\['[^']*'\]|\["[^"]*"\])*$/.test(path)) return undefined
  const segments = path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/g)
  let at = data
  for (const [, name, index, single, double] of segments) {
    const key = name ?? index ?? single ?? double ?? ''
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<string, unknown>)[key]
  }
  return at
}

/** What Go's strconv.ParseFloat takes, without its hexadecimal form and underscores. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

function readNumber(found: unknown): MeterValue {
  if (typeof found === 'number') return finite(found)
  if (typeof found !== 'string') return invalid(`unsupported value property type: ${goType(found)}`)
  if (/^[+-]?nan$/i.test(found)) return invalid('value cannot be NaN')
  if (/^[+-]?inf(inity)?$/i.test(found)) return invalid('value cannot be infinity')
  if (!decimal.test(found) || !Number.isFinite(Number(found))) {
    return invalid(`value cannot be parsed as float64: ${found}`)
  }
  return { kind: 'number', value: Number(found) }
}

function finite(value: number): MeterValue {
  return Number.isFinite(value) ? { kind: 'number', value } : invalid('value cannot be infinity')
}

/** Go's `%T` of a value that came from JSON. */
function goType(value: unknown): string {
  if (typeof value === 'boolean') return 'bool'
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}'
}

function invalid(reason: string): MeterValue {
  return { kind: 'invalid', message: `invalid event: ${reason}` }
}
