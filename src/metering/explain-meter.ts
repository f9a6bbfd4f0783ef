/** The engine's part of the decision trace, told from what the engine recorded. */
import type { MeteringConfig } from '#plugin/config.ts'
import type { AttributeReading } from './attributes.ts'
import type { MeterOutcome } from './meter.ts'
import { subjectDropMessages } from './subject.ts'
import type { TraceStep } from './trace.ts'
import type { UsageEventType } from './usage-event.ts'

/** The steps of one outcome, in the order in which the engine decided. Paths start at the plugin: `['config', 'subject']`. */
export function explainMeter(config: MeteringConfig, outcome: MeterOutcome): TraceStep[] {
  const status = statusSteps(config, outcome)
  if (outcome.kind === 'not_metered') {
    return outcome.reason === 'status_not_allowed' ? status : [...status, notMeteredStep(outcome.message)]
  }
  const steps = [...status, subjectStep(outcome)]
  if (outcome.kind === 'dropped') return steps
  const attributes = outcome.attributes.map(attributeStep)
  return [...steps, ...attributes, ...eventSteps(outcome), ...aiSteps(config, outcome)]
}

function statusSteps({ allow_status_codes }: MeteringConfig, outcome: MeterOutcome): TraceStep[] {
  if (allow_status_codes === undefined) return []
  const refused = outcome.kind === 'not_metered' && outcome.reason === 'status_not_allowed'
  return [
    {
      step: 'status',
      outcome: refused ? 'failed' : 'ok',
      summary: `status ${outcome.status} is ${refused ? 'in none' : 'in one'} of ${allow_status_codes.join(', ') || 'no ranges'}`,
      path: ['config', 'allow_status_codes'],
      why: 'List of status code ranges that are allowed to be logged in usage events (plugin schema, 3.16).',
    },
  ]
}

function notMeteredStep(message: string): TraceStep {
  const why =
    'meter_api_requests and meter_ai_token_usage decide which events a request gives (plugin schema).'
  return { step: 'event', outcome: 'skipped', summary: message, path: ['config'], why }
}

function subjectStep(outcome: Exclude<MeterOutcome, { kind: 'not_metered' }>): TraceStep {
  const path = ['config', 'subject']
  if (outcome.kind === 'emitted') {
    const { lookedIn, subject, subject_type } = outcome.subject
    const why = 'The subject is the value that customers are matched by: their usage attribution keys.'
    const summary = `${lookedIn} = ${JSON.stringify(subject)} (${subject_type})`
    return { step: 'subject', outcome: 'ok', summary, path, why }
  }
  const { lookedIn, reason } = outcome.subject
  return {
    step: 'subject',
    outcome: 'failed',
    summary: `${lookedIn} = ${reason === 'empty_subject' ? '""' : '(absent)'}: ${subjectDropMessages[reason]}`,
    path,
    why: 'If the subject cannot be resolved, the plugin drops the event (Kong’s plugin documentation).',
  }
}

function attributeStep({ attribute, value }: AttributeReading, index: number): TraceStep {
  const { source, look_up_value_in, event_property_name } = attribute
  const found = value === undefined ? '(absent), left out' : JSON.stringify(value)
  return {
    step: 'attribute',
    outcome: value === undefined ? 'skipped' : 'ok',
    summary: `${event_property_name} from ${source} ${look_up_value_in} = ${found}`,
    path: ['config', 'attributes', index],
    why: 'An attribute whose header or query argument is missing is left out of the event.',
  }
}

const EVENT_RULES: Readonly<Record<UsageEventType, string>> = {
  'kong.api_request': 'Each proxied API request gives one event of this type (Kong’s plugin documentation).',
  'kong.llm_request':
    'Each AI request gives two events of this type: the prompt’s tokens and the completion’s (Kong’s plugin documentation).',
}

function eventSteps({ events }: Extract<MeterOutcome, { kind: 'emitted' }>): TraceStep[] {
  return events.map(({ type, id, subject }) => ({
    step: 'event',
    outcome: 'ok',
    summary: `${type} ${id}, subject ${JSON.stringify(subject)}`,
    path: ['config', type === 'kong.api_request' ? 'meter_api_requests' : 'meter_ai_token_usage'],
    why: EVENT_RULES[type],
  }))
}

function aiSteps(
  { meter_ai_token_usage }: MeteringConfig,
  { tokens }: Extract<MeterOutcome, { kind: 'emitted' }>,
): TraceStep[] {
  if (!meter_ai_token_usage || tokens === 'counted') return []
  const path = ['config', 'meter_ai_token_usage']
  if (tokens === 'estimated') {
    const summary = 'token counts are estimated from the text: the answer did not state them'
    return [
      {
        step: 'event',
        outcome: 'ok',
        summary,
        path,
        why: 'Where an answer or stream states no counts, Kong estimates them from its text (decision 7).',
      },
    ]
  }
  const summary = 'no kong.llm_request: no AI plugin ran, or its logging.log_statistics is off'
  const why = 'Token counts come from what an AI plugin logs, and it logs none without log_statistics.'
  return [{ step: 'event', outcome: 'skipped', summary, path, why }]
}
