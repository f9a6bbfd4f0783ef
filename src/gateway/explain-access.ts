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
    const why = 'A Route may have no Service: after its plugins, Kong answers 503 (Kong’s proxying document).'
    return [{ step: 'service', outcome: 'failed', summary: 'The Route has no Service', path, why }]
  }
  const summary = `Service ${service.name ?? service.id} = ${service.protocol}://${service.host}:${service.port}${service.path ?? ''}`
  const why =
    'The Service’s protocol, host, port and path make the URL of its upstream (Kong’s proxying document).'
  return [{ step: 'service', outcome: 'ok', summary, path: [...service.origin], why }]
}

const REJECTED =
  'A request that a plugin refuses goes no further, but plugins that log still run, without a Consumer (Kong’s plugins iterator).'
const PREFLIGHT = 'Without run_on_preflight the plugin lets OPTIONS requests through unasked.'
const CONDITION_RUNS =
  "A condition is evaluated right before the plugin's access phase (Kong’s plugin documentation)."
const CONSUMER_KNOWN =
  'The plugin sets the X-Consumer headers on the request; later plugins and the log phase see them.'

function explainPlugin({ row, outcome, detail }: PluginStep, pass: Pass): TraceStep {
  const path = [...row.origin]
  switch (outcome) {
    case 'authenticated': {
      const consumer = pass.consumer?.username ?? pass.consumer?.id ?? '(none)'
      const unchecked = detail === '' ? '' : `; not checked here: ${detail}`
      const summary = `${row.name} = Consumer ${consumer}${unchecked}`
      return { step: 'authentication', outcome: 'ok', summary, path, why: CONSUMER_KNOWN }
    }
    case 'rejected':
      return {
        step: 'authentication',
        outcome: 'failed',
        summary: `${row.name}: ${detail}`,
        path,
        why: REJECTED,
      }
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
        why: PREFLIGHT,
      }
    case 'asks-model':
      return explainModel(row, pass)
    case 'condition-met':
    case 'condition-not-met':
    case 'condition-failed':
    case 'condition-unevaluated':
      return explainCondition(row, outcome, detail)
  }
}

type ConditionOutcome = Extract<PluginStep['outcome'], `condition-${string}`>

const conditionSteps: Record<
  ConditionOutcome,
  { outcome: TraceStep['outcome']; verdict: string; why: string }
> = {
  'condition-met': { outcome: 'ok', verdict: ' = true', why: CONDITION_RUNS },
  'condition-not-met': {
    outcome: 'skipped',
    verdict: ' = false',
    why: "A condition that is not met skips the plugin's access phase and all its later phases.",
  },
  'condition-failed': {
    outcome: 'failed',
    verdict: '',
    why: 'A condition that fails at run time is answered with 500; default(expression, false) prevents it.',
  },
  'condition-unevaluated': {
    outcome: 'ok',
    verdict: ' was not evaluated and counts as met',
    why: CONDITION_RUNS,
  },
}

function explainCondition(row: PluginRow, found: ConditionOutcome, detail: string): TraceStep {
  const { outcome, verdict, why } = conditionSteps[found]
  const summary = `${row.name}: ${detail}${verdict}`
  return { step: 'condition', outcome, summary, path: [...row.origin, 'condition'], why }
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
    why: 'The studio rehearses metering, what identifies callers, and AI plugins; others do not change what is metered here.',
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
  const why = 'An answer that Kong makes itself is no upstream’s: the event has no upstream_status.'
  return [{ step: 'status', outcome: 'failed', summary, why }]
}
