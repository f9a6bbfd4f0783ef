/** What would make a dropped or unmetered request an event. */
import type { ConditionLanguages } from '#conditions/condition.ts'
import { readDocument } from '#formats/document.ts'
import { editDocument } from '#formats/edit-document.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import type { PlayedRequest } from '../run/job.ts'
import { skipCondition, withCondition } from './skip-condition.ts'

/** Changes the document; one with a condition once that was checked. */
export type DocumentMend =
  | { kind: 'document'; label: string; change: (text: string) => string }
  | {
      kind: 'condition'
      label: string
      change: (text: string, languages: ConditionLanguages) => { text: string } | { problem: string }
    }

/** Changes the request: a header that is sent, or the Consumer that it is sent as. */
export type RequestMend =
  | { kind: 'header'; label: string; name: string }
  | { kind: 'consumer'; label: string; name: string }

export type Mend = DocumentMend | RequestMend

const callerReasons = ['no_consumer', 'consumer_field_absent', 'no_application', 'application_field_absent']

/** The ways out for one request; none where what happens is what the document says. */
export function mendsOf(
  request: PlayedRequest,
  { consumers, release }: { consumers: readonly string[]; release: GatewayRelease },
): Mend[] {
  const { reason, decision, status } = request
  const config = configPath(request)
  if (decision === 'emitted') return []
  const [consumer] = consumers
  const asConsumer: Mend[] =
    consumer === undefined
      ? []
      : [{ kind: 'consumer', label: `Edit the request: send as ${consumer}`, name: consumer }]
  if (decision === 'no_plugin') return status === 401 ? asConsumer : []
  if (config === undefined) return []
  if (reason === 'both_meters_off') {
    return [edit('Turn on meter_api_requests', [...config, 'meter_api_requests'], true)]
  }
  if (decision === 'not_metered' || reason === undefined) return []
  const header = missingHeader(request)
  return [
    ...(header === undefined
      ? []
      : [{ kind: 'header', label: `Edit the request: send ${header}`, name: header } as const]),
    ...(callerReasons.includes(reason)
      ? asConsumer
      : [edit('Bill the Consumer instead', [...config, 'subject'], { look_up_value_in: 'consumer' })]),
    ...skipping(request, config.slice(0, -1), release),
  ]
}

/** Leaves the request out on purpose: then it is no drop. */
function skipping(
  request: PlayedRequest,
  plugin: readonly (string | number)[],
  release: GatewayRelease,
): Mend[] {
  const expression = skipCondition(request, release)
  if (expression === undefined) return []
  return [
    {
      kind: 'condition',
      label: 'Skip these requests with a condition',
      change(text, languages) {
        const { state } = readDocument(text, release, languages)
        const row = state?.plugins.find(({ origin }) => origin.join(' ') === plugin.join(' '))
        if (row === undefined) return { problem: 'the plugin is no longer where it was' }
        const checked = withCondition(row.condition ?? undefined, expression, { languages, release })
        if ('problem' in checked) return checked
        return { text: editDocument(text, [...plugin, 'condition'], checked.condition) }
      },
    },
  ]
}

function edit(label: string, path: readonly (string | number)[], value: unknown): Mend {
  return { kind: 'document', label, change: text => editDocument(text, [...path], value) }
}

/** The path of the config that decided, as the trace has it. */
function configPath({ trace }: PlayedRequest): (string | number)[] | undefined {
  for (const { path = [] } of trace.toReversed()) {
    const at = path.indexOf('config')
    if (at !== -1) return path.slice(0, at + 1)
  }
  return undefined
}

function missingHeader({ reason, trace }: PlayedRequest): string | undefined {
  if (reason !== 'header_absent') return undefined
  const subject = trace.find(({ step }) => step === 'subject')
  return /header (\S+)/.exec(subject?.summary ?? '')?.[1]
}
