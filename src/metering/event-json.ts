/**
 * The usage events as JSON text. Every request pays for this, and so it is joined from fragments: what stays the same is
 * written once per config, Route and Service, and a text that JSON writes as it is only gets its quotes.
 */
import type { Attribute } from '#plugin/config.ts'
import type { AttributeReading } from './attributes.ts'
import {
  addAttributes,
  apiRequestFields,
  type EventContext,
  type EventFields,
  portalFields,
} from './event-data.ts'
import type { Exchange } from './exchange.ts'
import { getHeader } from './read-request.ts'
import type { UsageEventType } from './usage-event.ts'

/**
 * What one event does not share with the others of its type. `id` (a UUID) and `time` (RFC 3339) are written as they
 * are: they must have nothing that JSON escapes.
 */
export interface EventParts {
  id: string
  subject: string
  time: string
  attributes: readonly AttributeReading[]
}

/** The writers of one configuration's events. */
export interface EventWriters {
  apiRequest(parts: EventParts, context: EventContext): string
  llmRequest(parts: EventParts, fields: EventFields): string
}

export interface WriterOptions {
  source: string
  attributes: readonly Attribute[]
}

export function createEventWriters({ source, attributes }: WriterOptions): EventWriters {
  const writeApiRequest = createEnvelope('kong.api_request', source)
  const writeLlmRequest = createEnvelope('kong.llm_request', source)
  const apiRequestData = canBeJoined(attributes) ? createJoinedData(attributes) : stringifiedData
  return {
    apiRequest: (parts, context) => writeApiRequest(parts, apiRequestData(context, parts.attributes)),
    llmRequest: (parts, fields) =>
      writeLlmRequest(parts, JSON.stringify(addAttributes(fields, parts.attributes))),
  }
}

function createEnvelope(type: UsageEventType, source: string): (parts: EventParts, data: string) => string {
  const afterId = `","source":${JSON.stringify(source)},"type":${JSON.stringify(type)},"subject":"`
  const escapeSubject = createEscape()
  return ({ id, subject, time }, data) =>
    `{"specversion":"1.0","id":"${id}${afterId}${escapeSubject(subject)}","time":"${time}","datacontenttype":"application/json","data":${data}}`
}

/** Text that JSON writes as it is: printable ASCII but the quote and the backslash. */
const PLAIN = /^[ !#-[\]-~]*$/

/**
 * What stands for a text between the quotes of JSON. The last plain text is remembered: most requests of a moment have
 * the same host, method and client.
 */
function createEscape(): (text: string) => string {
  let last = ''
  return text => {
    if (text === last) return text
    if (!PLAIN.test(text)) return JSON.stringify(text).slice(1, -1)
    last = text
    return text
  }
}

type WriteData = (context: EventContext, attributes: readonly AttributeReading[]) => string

const stringifiedData: WriteData = (context, attributes) =>
  JSON.stringify(addAttributes(apiRequestFields(context), attributes))

/** Names that the event may have already: an attribute of one of them takes its place (decision 9), as one of its own name does. */
const TAKEN: ReadonlySet<string> = new Set([
  ...Object.keys(apiRequestFields({ exchange: emptyExchange(), subject_type: '', control_plane_id: '' })),
  ...Object.keys(portalFields({ id: '' })),
  '__proto__',
])

function emptyExchange(): Exchange {
  const request = {
    id: '',
    method: '',
    uri: '',
    query: '',
    host: '',
    headers: [],
    clientIp: '',
    sizeBytes: 0,
  }
  return { request: { ...request, startedAt: 0 }, response: { status: 0, sizeBytes: 0 } }
}

/** Whether each attribute has a name of its own, so that none has to give way. */
function canBeJoined(attributes: readonly Attribute[]): boolean {
  const names = attributes.map(({ event_property_name }) => event_property_name)
  return new Set(names).size === names.length && !names.some(name => TAKEN.has(name))
}

/** The fields of `apiRequestFields` in their order, then the attributes. */
function createJoinedData(attributes: readonly Attribute[]): WriteData {
  const members = attributes.map(createMember)
  const requestText = createRequestText()
  const restText = createRestText()
  return (context, readings) => {
    let json = requestText(context.exchange) + restText(context)
    for (let index = 0; index < readings.length; index += 1) {
      const value = readings[index]?.value
      if (value !== undefined) json += members[index]?.(value)
    }
    return `${json}}`
  }
}

function createMember({ event_property_name }: Attribute): (value: string) => string {
  const start = `,${JSON.stringify(event_property_name)}:"`
  const escapeValue = createEscape()
  return value => `${start}${escapeValue(value)}"`
}

/** Each piece between two values is one text: what is joined of fewer pieces is read out faster. */
function createRequestText(): (exchange: Exchange) => string {
  const escapeIp = createEscape()
  const escapeHost = createEscape()
  const escapeMethod = createEscape()
  const escapePath = createEscape()
  const escapeAgent = createEscape()
  return ({ request, response }) => {
    const { uri, host } = request
    const question = uri.indexOf('?')
    const path = question === -1 ? uri : uri.slice(0, question)
    const agent = getHeader(request.headers, 'user-agent')
    return (
      `{"client_ip":"${escapeIp(request.clientIp)}` +
      (host === undefined ? '' : `","request_host":"${escapeHost(host)}`) +
      `","request_method":"${escapeMethod(request.method)}","request_uri":"${escapePath(path)}` +
      `","request_size_bytes":${request.sizeBytes}` +
      (agent === undefined
        ? ',"response_size_bytes":'
        : `,"request_user_agent":"${escapeAgent(agent)}","response_size_bytes":`) +
      `${response.sizeBytes},"response_http_status":${response.status}`
    )
  }
}

/** What follows the request's own fields is mostly the same for one request after the other: the last is remembered. */
function createRestText(): (context: EventContext) => string {
  let last: EventContext | undefined
  let text = ''
  return context => {
    if (last === undefined || !hasSameRest(context, last)) {
      text = restText(context)
      // Not the request, which would live on with it.
      last = { ...context, exchange: { ...context.exchange, request: NO_REQUEST } }
    }
    return text
  }
}

const NO_REQUEST = emptyExchange().request

function hasSameRest(one: EventContext, other: EventContext): boolean {
  const { route, service, upstreamStatus, application } = one.exchange
  const { exchange } = other
  return (
    route === exchange.route &&
    service === exchange.service &&
    upstreamStatus === exchange.upstreamStatus &&
    application === exchange.application &&
    one.subject_type === other.subject_type &&
    one.control_plane_id === other.control_plane_id
  )
}

function restText({ exchange, subject_type, control_plane_id }: EventContext): string {
  const { route, service, application, upstreamStatus } = exchange
  let json = ''
  if (route !== undefined) json += routeText(route)
  if (service !== undefined) json += serviceText(service)
  json += `,"subject_type":${JSON.stringify(subject_type)}`
  if (upstreamStatus !== undefined) json += `,"upstream_status":${upstreamStatus}`
  if (control_plane_id !== undefined) json += `,"control_plane_id":${JSON.stringify(control_plane_id)}`
  if (application !== undefined) json += membersOf(portalFields(application))
  return json
}

/** An object's members as they follow others; nothing for none. */
function membersOf(fields: object): string {
  const members = JSON.stringify(fields).slice(1, -1)
  return members === '' ? '' : `,${members}`
}

const routeTexts = new WeakMap<object, string>()
const serviceTexts = new WeakMap<object, string>()

function routeText(route: NonNullable<Exchange['route']>): string {
  const known = routeTexts.get(route)
  if (known !== undefined) return known
  const text = membersOf({ route_id: route.id, route_name: route.name })
  routeTexts.set(route, text)
  return text
}

function serviceText(service: NonNullable<Exchange['service']>): string {
  const known = serviceTexts.get(service)
  if (known !== undefined) return known
  const { id, name, port, protocol } = service
  const text = membersOf({
    service_id: id,
    service_name: name,
    service_port: port,
    service_protocol: protocol,
  })
  serviceTexts.set(service, text)
  return text
}
