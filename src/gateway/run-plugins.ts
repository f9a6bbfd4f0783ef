/** The access phase's walk over a Route's plugins in the order of their priorities (Kong's plugins iterator). */
import type { Consumer, PluginRow } from '#entities/gateway-state.ts'
import type { EvaluateCondition, MeteringPlugin, Pass, PluginStep } from './access.ts'
import { openAiCall } from './ai-call.ts'
import { findApplication } from './application-auth.ts'
import { type Authenticator, type PluginRequest, withConsumerHeaders } from './authentication.ts'
import { conditionFacts } from './condition-facts.ts'
import { selectRow } from './plugin-index.ts'
import type { GatewayAnswer } from './respond.ts'
import type { RoutePlan } from './route-plan.ts'

interface Walk {
  /** A Consumer by id or username. */
  consumer: (idOrUsername: string) => Consumer | undefined
  evaluateCondition: EvaluateCondition | undefined
  mapsApplications: boolean
}

/**
 * Authenticates, then chooses the metering row with the Consumer known at that moment, and leaves both on the pass. A
 * plugin that answers ends the access phase, but the walk goes on to what runs in the log phase.
 */
export function runPlugins(pass: Pass, walk: Walk): GatewayAnswer | undefined {
  const { plan } = pass
  if (plan === undefined) return undefined
  const answer =
    authenticate(pass, plan, walk) ?? authenticateApplication(pass, plan, walk) ?? askModel(pass, plan, walk)
  const metering = chooseMetering(plan, pass.consumer)
  const verdict = metering === undefined ? false : isMet(metering.row, pass, walk)
  pass.metering = verdict === true ? metering : undefined
  return answer ?? (typeof verdict === 'object' ? verdict : undefined)
}

function chooseMetering(plan: RoutePlan, consumer: Consumer | undefined): MeteringPlugin | undefined {
  if (consumer === undefined) return plan.metering
  return plan.meteringByConsumer.get(consumer.id) ?? plan.metering
}

/** Runs the authentication plugins until one answers. */
function authenticate(pass: Pass, plan: RoutePlan, walk: Walk): GatewayAnswer | undefined {
  for (const authenticator of plan.authenticators) {
    const verdict = isMet(authenticator.row, pass, walk)
    if (typeof verdict === 'object') return verdict
    const answer = verdict ? runAuthenticator(authenticator, pass, walk) : undefined
    if (answer !== undefined) return answer
  }
  return undefined
}

/** Behind the plugins of the document: konnect-application-auth has priority 960. */
function authenticateApplication(
  pass: Pass,
  { applications }: RoutePlan,
  walk: Walk,
): GatewayAnswer | undefined {
  if (applications === undefined) return undefined
  const found = findApplication(pass.headers, applications)
  if ('status' in found) {
    pass.applicationStep = { refused: found.message, mappedTo: undefined }
    return found
  }
  const { application, headers } = found
  const { consumer } = application
  const mappedTo = consumer === undefined || !walk.mapsApplications ? undefined : walk.consumer(consumer)
  pass.applicationStep = { refused: undefined, mappedTo }
  pass.application = application
  pass.headers = headers
  if (mappedTo !== undefined) setConsumer(pass, mappedTo, application.id)
  return undefined
}

/** Lets the Route's AI plugin read the request, of which it makes a call of a model. */
function askModel(pass: Pass, { aiPlugins }: RoutePlan, walk: Walk): GatewayAnswer | undefined {
  if (aiPlugins.length === 0) return undefined
  const { route, service, consumer } = pass
  const plugin = selectRow(aiPlugins, { route: route?.id, service: service?.id, consumer: consumer?.id })
  if (plugin === undefined) return undefined
  const verdict = isMet(plugin.row, pass, walk)
  if (typeof verdict === 'object') return verdict
  if (!verdict) return undefined
  const call = openAiCall(pass, plugin)
  if ('refused' in call) {
    record(pass, plugin.row, ['rejected', call.refused.message])
    return call.refused
  }
  pass.ai = call
  record(pass, plugin.row, ['asks-model', `${call.target.provider}/${call.model}`])
  return undefined
}

/** Whether a row's condition lets the plugin run; an answer when it failed. */
function isMet(row: PluginRow, pass: Pass, { evaluateCondition }: Walk): boolean | GatewayAnswer {
  const { condition } = row
  if (condition === undefined) return true
  if (evaluateCondition === undefined) {
    record(pass, row, ['condition-unevaluated', condition])
    return true
  }
  const verdict = evaluateCondition(condition, conditionFacts(pass))
  if (typeof verdict === 'object') {
    record(pass, row, ['condition-failed', verdict.error])
    return { status: 500, message: 'An unexpected error occurred' }
  }
  record(pass, row, [verdict ? 'condition-met' : 'condition-not-met', condition])
  return verdict
}

function runAuthenticator(authenticator: Authenticator, pass: Pass, walk: Walk): GatewayAnswer | undefined {
  const { row, anonymous } = authenticator
  if (!authenticator.runOnPreflight && pass.request.method === 'OPTIONS') {
    record(pass, row, ['preflight', 'OPTIONS is let through'])
    return undefined
  }
  // With `anonymous`, plugins are alternatives: one that succeeded is enough.
  if (anonymous !== undefined && pass.credential !== undefined) {
    record(pass, row, ['already-authenticated', pass.credential])
    return undefined
  }
  const request: PluginRequest = {
    method: pass.request.method,
    startedAt: pass.request.startedAt,
    headers: pass.headers,
    query: pass.query,
    body: pass.body,
  }
  const result = authenticator.authenticate(request)
  pass.headers = request.headers
  pass.query = request.query
  pass.body = request.body
  if ('identity' in result) {
    setConsumer(pass, result.identity.consumer, result.identity.identifier)
    record(pass, row, ['authenticated', result.unverified ?? ''])
    return undefined
  }
  if (anonymous === undefined) {
    record(pass, row, ['rejected', result.rejection.message])
    return result.rejection
  }
  return continueAnonymously(authenticator.row, pass, walk.consumer(anonymous) ?? anonymous)
}

function continueAnonymously(
  row: PluginRow,
  pass: Pass,
  consumer: Consumer | string,
): GatewayAnswer | undefined {
  if (typeof consumer === 'string') {
    const message = `anonymous consumer ${consumer} is configured but doesn't exist`
    record(pass, row, ['rejected', message])
    return { status: 500, message }
  }
  setConsumer(pass, consumer, undefined)
  record(pass, row, ['anonymous', consumer.username ?? consumer.id])
  return undefined
}

function setConsumer(pass: Pass, consumer: Consumer, identifier: string | undefined): void {
  pass.consumer = consumer
  pass.credential = identifier
  pass.headers = withConsumerHeaders(pass.headers, consumer, identifier)
}

function record(pass: Pass, row: PluginRow, [outcome, detail]: [PluginStep['outcome'], string]): void {
  pass.steps.push({ row, outcome, detail })
}
