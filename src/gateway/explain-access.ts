/** The access phase's part of the decision trace, rendered from what access recorded when somebody looks. */
import type { PluginRow } from '#entities/gateway-state.ts'
import type { TraceStep } from '#metering/trace.ts'
import { METERING_PLUGIN } from '#plugin/plugin.ts'
import type { Pass, PluginStep } from './access.ts'
import { explainModel } from './explain-ai.ts'
import { appliesTo, type RequestScope } from './plugin-index.ts'

/** What the gateway decided about a request, in order: route, service, plugins, and which row meters it. */
export function explainAccess(pass: Pass): TraceStep[] {
  const ran = pass.steps.map(step => explainPlugin(step, pass))
  const isMetering = (index: number) => pass.steps[index]?.row.name === METERING_PLUGIN
  return [
    explainRoute(pass),
    ...explainService(pass),
    ...ran.filter((_, index) => !isMetering(index)),
    ...explainApplication(pass),
    ...explainUnrehearsed(pass),
    ...explainMetering(pass),
    ...ran.filter((_, index) => isMetering(index)),
    ...explainAnswer(pass),
  ]
}

function explainRoute({ match, request, query, refused }: Pass): TraceStep {
  // The query as plugins left it: a key that key-auth hides stands in no trace.
  const [path = ''] = request.uri.split('?', 1)
  const asked = `${request.method} ${path}${query === undefined ? '' : `?${query}`}`
  if (refused !== undefined) {
    const why =
      'nginx refuses the request before Kong looks for a Route: only global plugins run in the log phase, and they get no headers.'
    return { step: 'route', outcome: 'failed', summary: `${asked}: ${refused.reason}`, why }
  }
  if (match === undefined) {
    const why = 'No Route has all of its fields matched by this request (kong/router).'
    return { step: 'route', outcome: 'failed', summary: `${asked} = (no Route)`, why }
  }
  const { route, matchedPath } = match
  const by = matchedPath === undefined ? 'without paths' : `by path ${matchedPath}`
  return {
    step: 'route',
    outcome: 'ok',
    summary: `${asked} = Route ${route.name ?? route.id} ${by}`,
    path: [...route.origin],
    why: 'Of the Routes that match, the one with the highest priority wins: more kinds of fields first, then plain hosts, header count, regex paths, longer paths.',
  }
}

function explainService({ match, route, service, answered }: Pass): TraceStep[] {
  if (match === undefined) return []
  if (route === undefined) {
    const summary = `${answered?.status} ${answered?.message}`
    const path = [...match.route.origin, 'protocols']
    const why = `The Route's protocols are ${match.route.protocols.join(', ')}.`
    return [{ step: 'service', outcome: 'failed', summary, path, why }]
  }
  if (service === undefined) {
    const path = [...route.origin, 'service']
    return [{ step: 'service', outcome: 'failed', summary: 'The Route has no Service', path }]
  }
  const summary = `Service ${service.name ?? service.id} = ${service.protocol}://${service.host}:${service.port}${service.path ?? ''}`
  return [{ step: 'service', outcome: 'ok', summary, path: [...service.origin] }]
}

const CONSUMER_KNOWN =
  'The plugin sets the X-Consumer headers on the request; later plugins and the log phase see them.'

function explainPlugin({ row, outcome, detail }: PluginStep, pass: Pass): TraceStep {
  const path = [...row.origin]
  const condition = [...row.origin, 'condition']
  switch (outcome) {
    case 'authenticated': {
      const consumer = pass.consumer?.username ?? pass.consumer?.id ?? '(none)'
      const unchecked = detail === '' ? '' : `; not checked here: ${detail}`
      const summary = `${row.name} = Consumer ${consumer}${unchecked}`
      return { step: 'authentication', outcome: 'ok', summary, path, why: CONSUMER_KNOWN }
    }
    case 'rejected':
      return { step: 'authentication', outcome: 'failed', summary: `${row.name}: ${detail}`, path }
    case 'anonymous':
      return {
        step: 'authentication',
        outcome: 'ok',
        summary: `${row.name} = anonymous Consumer ${detail}`,
        path: [...row.origin, 'config', 'anonymous'],
        why: 'With `anonymous` a request that fails to authenticate continues as that Consumer.',
      }
    case 'already-authenticated':
      return {
        step: 'authentication',
        outcome: 'skipped',
        summary: `${row.name}: already authenticated`,
        path: [...row.origin, 'config', 'anonymous'],
        why: 'With `anonymous` several authentication plugins are alternatives.',
      }
    case 'preflight':
      return {
        step: 'authentication',
        outcome: 'skipped',
        summary: `${row.name}: ${detail}`,
        path: [...row.origin, 'config', 'run_on_preflight'],
      }
    case 'asks-model':
      return explainModel(row, pass)
    case 'condition-met':
      return { step: 'condition', outcome: 'ok', summary: `${row.name}: ${detail} = true`, path: condition }
    case 'condition-not-met':
      return {
        step: 'condition',
        outcome: 'skipped',
        summary: `${row.name}: ${detail} = false`,
        path: condition,
        why: "A condition that is not met skips the plugin's access phase and all its later phases.",
      }
    case 'condition-failed':
      return {
        step: 'condition',
        outcome: 'failed',
        summary: `${row.name}: ${detail}`,
        path: condition,
        why: 'A condition that fails at run time is answered with 500; default(expression, false) prevents it.',
      }
    case 'condition-unevaluated':
      return {
        step: 'condition',
        outcome: 'ok',
        summary: `${row.name}: ${detail} was not evaluated and counts as met`,
        path: condition,
      }
  }
}

function explainApplication({ application, applicationStep, service }: Pass): TraceStep[] {
  if (applicationStep === undefined) return []
  const why =
    "Simulated: a Dev Portal application of this workspace is linked to the Service, so Konnect's application authentication wants the key of one in the header apikey (decision 16)."
  const { refused, mappedTo } = applicationStep
  const mapping = mappedTo === undefined ? '' : `, mapped to Consumer ${mappedTo.username ?? mappedTo.id}`
  const found = refused ?? `application ${application?.name}${mapping}`
  return [
    {
      step: 'authentication',
      outcome: refused === undefined ? 'ok' : 'failed',
      summary: `konnect-application-auth on ${service?.name ?? service?.id} = ${found}`,
      why,
    },
  ]
}

function explainUnrehearsed(pass: Pass): TraceStep[] {
  const rows = pass.plan?.unrehearsed.filter(row => appliesTo(row, scopeOf(pass))) ?? []
  return rows.map(row => ({
    step: 'plugin',
    outcome: 'skipped',
    summary: `${row.name} is not rehearsed: the request passes it by`,
    path: [...row.origin],
  }))
}

function scopeOf({ route, consumer }: Pass): RequestScope {
  return { route: route?.id, service: route?.service, consumer: consumer?.id }
}

const FALLBACK = 'Without a Route only global plugins run in the log phase (decision 4).'
const PRECEDENCE =
  'One configuration of a plugin runs per request: route+service+consumer, route+consumer, service+consumer, route+service, consumer, route, service, global.'

function explainMetering(pass: Pass): TraceStep[] {
  const { plan } = pass
  const chosen = pass.metering ?? pass.steps.find(({ row }) => row.name === METERING_PLUGIN)
  const why = plan === undefined ? FALLBACK : PRECEDENCE
  if (chosen === undefined) {
    const summary = `${METERING_PLUGIN} = (no row for this request)`
    return [{ step: 'plugin', outcome: 'failed', summary, why }]
  }
  const { row } = chosen
  const others = (plan?.meteringCandidates ?? [])
    .map(candidate => candidate.row)
    .filter(other => other !== row && appliesTo(other, scopeOf(pass)))
  const summary = `${METERING_PLUGIN} = ${label(row, pass)}${winsOver(others, pass)}`
  const step: TraceStep = { step: 'plugin', outcome: 'ok', summary, path: [...row.origin], why }
  const lost = others.map(other => explainLost(other, pass))
  return [step, ...lost, ...(plan === undefined ? explainSkippedCondition(row) : [])]
}

/** No access phase ran, so nothing evaluated the condition. */
function explainSkippedCondition({ name, condition, origin }: PluginRow): TraceStep[] {
  if (condition === undefined) return []
  const summary = `${name}: ${condition} was not evaluated and counts as met`
  return [{ step: 'condition', outcome: 'ok', summary, path: [...origin, 'condition'], why: FALLBACK }]
}

function explainLost(row: PluginRow, pass: Pass): TraceStep {
  const summary = `${METERING_PLUGIN}: ${label(row, pass)} gives way to the more specific one`
  return { step: 'plugin', outcome: 'skipped', summary, path: [...row.origin], why: PRECEDENCE }
}

function winsOver(others: readonly PluginRow[], pass: Pass): string {
  return others.length === 0
    ? ', the only one in reach'
    : ` wins over ${others.map(other => label(other, pass)).join(' and ')}`
}

/** `service example-service (per-service)`: the entities that a row in reach hangs on, and its instance name. */
function label(row: PluginRow, pass: Pass): string {
  const route = pass.route?.name ?? row.route
  const service = pass.service?.name ?? row.service
  const consumer = pass.consumer?.username ?? pass.consumer?.custom_id ?? row.consumer
  const scopes = [
    ...(row.route === undefined ? [] : [`route ${route}`]),
    ...(row.service === undefined ? [] : [`service ${service}`]),
    ...(row.consumer === undefined ? [] : [`consumer ${consumer}`]),
  ]
  const scope = scopes.length === 0 ? 'global' : scopes.join(' and ')
  return row.instance_name === undefined ? scope : `${scope} (${row.instance_name})`
}

function explainAnswer({ answered }: Pass): TraceStep[] {
  if (answered === undefined) return []
  const summary = `The gateway answered ${answered.status} ${answered.message}`
  return [{ step: 'status', outcome: 'failed', summary }]
}
