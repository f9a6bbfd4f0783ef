/** The value that a meter takes from an event, with OpenMeter's parsing and messages (openmeter/meter/parse.go). */
import { type Exact, readExact } from './exact-number.ts'
import { compilePath } from './json-path.ts'
import type { Meter } from './meter.ts'

export type MeterValue =
  | { kind: 'number'; value: Exact }
  | { kind: 'text'; value: string }
  | { kind: 'invalid'; message: string }

type Data = Record<string, unknown> | null | undefined

const one: MeterValue = { kind: 'number', value: { mantissa: 1, scale: 0 } }

export function readMeterValue(data: Data, meter: Pick<Meter, 'aggregation' | 'value_property'>): MeterValue {
  if (meter.aggregation === 'count') return one
  if (data === null || data === undefined) return invalid('null and missing value property')
  if (meter.value_property === undefined) return invalid('non count meter value property is missing')
  const found = compilePath(meter.value_property)(data)
  if (found === undefined) return invalid(`missing value property: ${JSON.stringify(meter.value_property)}`)
  if (found === null) return invalid('value cannot be null')
  if (meter.aggregation === 'unique_count') return { kind: 'text', value: textOf(found) }
  return readNumber(found)
}

/** A text as it is, anything else as JSON. */
function textOf(found: unknown): string {
  return typeof found === 'string' ? found : JSON.stringify(found)
}

/** A dimension's value at the path; undefined when nothing or null stands there, which a query groups as "". */
export function readDimension(data: Data, path: string): string | undefined {
  const found = compilePath(path)(data)
  return found === undefined || found === null ? undefined : textOf(found)
}

function readNumber(found: unknown): MeterValue {
  if (typeof found !== 'number' && typeof found !== 'string') {
    return invalid(`unsupported value property type: ${goType(found)}`)
  }
  const value = readExact(found)
  if (value !== undefined) return { kind: 'number', value }
  if (typeof found === 'number' || /^[+-]?inf(inity)?$/i.test(found))
    return invalid('value cannot be infinity')
  if (/^[+-]?nan$/i.test(found)) return invalid('value cannot be NaN')
  return invalid(`value cannot be parsed as float64: ${found}`)
}

/** Go's `%T` of a value that came from JSON. */
function goType(value: unknown): string {
  if (typeof value === 'boolean') return 'bool'
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}'
}

function invalid(reason: string): MeterValue {
  return { kind: 'invalid', message: `invalid event: ${reason}` }
}
