/** What was pasted into the composer, as requests for its form. */
import type { TrafficProblem } from '#traffic/observed-request.ts'
import { detectTraffic, readTraffic, trafficSourceLabels } from '#traffic/traffic-source.ts'
import { type ComposedRequest, composedFromObserved } from './composed-request.ts'

export type PasteReading =
  | { kind: 'requests'; what: string; requests: ComposedRequest[]; problems: TrafficProblem[]; left: number }
  /** A log or more requests than a form is for: Replay is the place. */
  | { kind: 'too-many'; what: string }
  | { kind: 'unknown' }

/** As many different requests have room in the form. */
const MOST = 100
const forms = ['curl', 'http', 'har', 'openapi']

export async function readPaste(text: string): Promise<PasteReading> {
  const source = detectTraffic(text)
  if (source === undefined) return { kind: 'unknown' }
  const what = trafficSourceLabels[source]
  if (!forms.includes(source)) return { kind: 'too-many', what }
  const requests: ComposedRequest[] = []
  const problems: TrafficProblem[] = []
  let left = 0
  for await (const record of readTraffic(source, [text])) {
    if (record.kind === 'problem') problems.push(record.problem)
    else if (requests.length < MOST) requests.push(composedFromObserved(record.request))
    else left += 1
  }
  return { kind: 'requests', what, requests, problems, left }
}
