/** An event before the judge of its format: the CloudEvents SDK's strict validation, apart from the code that writes events. */
import { CloudEvent } from 'cloudevents'
import type { TraceStep } from '#metering/trace.ts'

/** Judged when a trace is read, never per request: the SDK costs four times what writing the event does. */
export function judgeEvent(json: string): TraceStep {
  const why = 'Ingest accepts CloudEvents 1.0 and refuses all else (Konnect API, MeteringEvent).'
  try {
    new CloudEvent(JSON.parse(json), false).validate()
    return { step: 'event', outcome: 'ok', summary: 'valid by CloudEvents 1.0, strictly', why }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { step: 'event', outcome: 'failed', summary: `not a CloudEvent: ${reason}`, why }
  }
}
