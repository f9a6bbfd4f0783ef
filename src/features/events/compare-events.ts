/** Two rows field by field: what differs, and what is the same. */
import { cloudEventOf, type Row } from './event-row.ts'
import { reasonWords } from './row-reason.ts'
import { checkWords, deliveryStatus, outcomeStatus } from './row-status.ts'
import { calendarDay, timeOfDay } from './time-of-day.ts'

export interface ComparedField {
  /** `subject`, `data.request_method`, `request status`. */
  name: string
  /** Undefined where the row has no such field. */
  left: string | undefined
  right: string | undefined
}

export interface ComparedRows {
  different: ComparedField[]
  equal: ComparedField[]
}

export function compareRows(left: Row, right: Row): ComparedRows {
  const [a, b] = [fieldsOf(left), fieldsOf(right)]
  const names = [...new Set([...a.keys(), ...b.keys()])]
  const fields = names.map(name => ({ name, left: a.get(name), right: b.get(name) }))
  return {
    different: fields.filter(field => field.left !== field.right),
    equal: fields.filter(field => field.left === field.right),
  }
}

function fieldsOf(row: Row): Map<string, string> {
  const fields = new Map<string, string>()
  const put = (name: string, value: unknown) => {
    if (value !== undefined && value !== null) fields.set(name, String(value))
  }
  put('outcome', outcomeStatus(row).word)
  put('check', checkWords(row).join(', '))
  if (row.kind === 'event') {
    put('delivery', deliveryStatus(row).word)
    put('customer', row.ingested?.customer?.id)
  } else put('reason', row.exchange.reason && reasonWords(row.exchange.reason))
  put('listed at', `${calendarDay(row.time)} ${timeOfDay(row.time)}`)
  const { data, ...envelope } = cloudEventOf(row) ?? {}
  for (const [name, value] of Object.entries(envelope)) put(name, value)
  putDeep('data', data, put)
  putRequest(row, put)
  return fields
}

type Put = (name: string, value: unknown) => void

function putRequest({ exchange }: Row, put: Put): void {
  if (exchange === undefined) return
  const { method, uri, status, upstream_status, route, service, consumer, application, client_ip } = exchange
  put('request', `${method} ${uri}`)
  put('request status', status)
  put('upstream status', upstream_status)
  put('route', route && (route.name ?? route.id))
  put('service', service && (service.name ?? service.id))
  put('consumer', consumer && (consumer.username ?? consumer.id))
  put('application', application && (application.name ?? application.id))
  put('client', client_ip)
  put('duration', `${exchange.duration_ms} ms`)
  put('request id', exchange.request_id)
}

/** Leaves by their path; a text in quotes, so that 1 and "1" differ; empty objects and lists as they are. */
function putDeep(name: string, value: unknown, put: Put): void {
  const entries = value !== null && typeof value === 'object' ? Object.entries(value) : []
  if (entries.length === 0) {
    if (value !== undefined) put(name, JSON.stringify(value))
    return
  }
  for (const [key, inner] of entries) {
    putDeep(Array.isArray(value) ? `${name}[${key}]` : `${name}.${key}`, inner, put)
  }
}
