/**
 * What stands in an event's `data` and where it comes from: Kong's published catalogue of the plugin's event
 * fields, read from what Kong's log serializer knows (kong/pdk/log.lua). A field that the exchange does not
 * have is undefined here and left out of the JSON, never null.
 */
import type { AttributeReading } from './attributes.ts'
import type { AiUsage, Exchange, ExchangeApplication } from './exchange.ts'
import { getHeader } from './read-request.ts'

/** What the events of one exchange have in common. `control_plane_id` is absent where there is no control plane. */
export interface EventContext {
  exchange: Exchange
  subject_type: string
  control_plane_id: string | undefined
}

/** A catalogue field of `data`, or undefined where it is left out. */
export type EventFields = Record<string, string | number | undefined>

/** `data` of `kong.api_request`. One object literal: its speed is every request's. */
export function apiRequestFields({ exchange, subject_type, control_plane_id }: EventContext): EventFields {
  const { request, response, route, service, application } = exchange
  const fields: EventFields = {
    client_ip: request.clientIp,
    request_host: request.host,
    request_method: request.method,
    request_uri: withoutQuery(request.uri),
    request_size_bytes: request.sizeBytes,
    request_user_agent: getHeader(request.headers, 'user-agent'),
    response_size_bytes: response.sizeBytes,
    response_http_status: response.status,
    route_id: route?.id,
    route_name: route?.name,
    service_id: service?.id,
    service_name: service?.name,
    service_port: service?.port,
    service_protocol: service?.protocol,
    subject_type,
    upstream_status: exchange.upstreamStatus,
  }
  // In the literal, a field without a value and a spread of nothing would cost every request.
  if (control_plane_id !== undefined) fields.control_plane_id = control_plane_id
  return application === undefined ? fields : Object.assign(fields, portalFields(application))
}

/** `data` of the two `kong.llm_request` events of an AI request: prompt tokens on one, completion tokens on the other. */
export function llmRequestFields(context: EventContext, ai: AiUsage): [EventFields, EventFields] {
  const { exchange, subject_type, control_plane_id } = context
  const shared = {
    http_status: exchange.response.status,
    provider: ai.provider,
    cache_status: ai.cache_status,
    ai_plugin_id: ai.plugin_id,
    ai_plugin_name: ai.plugin_name,
    api_request_id: exchange.request.id,
    control_plane_id,
    service_id: exchange.service?.id,
    route_id: exchange.route?.id,
    subject_type,
    ...(exchange.application && portalFields(exchange.application)),
  }
  return [
    { type: 'request', tokens: ai.prompt_tokens, model: ai.request_model, ...shared },
    { type: 'response', tokens: ai.completion_tokens, model: ai.response_model, ...shared },
  ]
}

/** Dev Portal fields, on both types when the request was authenticated as an application. */
export function portalFields(application: ExchangeApplication) {
  const { portal_id, api_product_version_id, api_id, api_package_id } = application
  return { application_id: application.id, portal_id, api_product_version_id, api_id, api_package_id }
}

/** request_uri is the path without query (decision 5). */
function withoutQuery(uri: string): string {
  const question = uri.indexOf('?')
  return question === -1 ? uri : uri.slice(0, question)
}

/**
 * Adds the attributes that have a value to the fields of one event. An attribute replaces a field of its name (decision
 * 9). It changes `fields`: every request pays for this, and a copy costs as much as the rest.
 */
export function addAttributes(fields: EventFields, readings: readonly AttributeReading[]): EventFields {
  for (const { attribute, value } of readings) {
    if (value === undefined) continue
    const name = attribute.event_property_name
    // An assignment to `__proto__` would vanish.
    if (name === '__proto__') {
      Object.defineProperty(fields, name, { value, enumerable: true, configurable: true })
    } else {
      fields[name] = value
    }
  }
  return fields
}
