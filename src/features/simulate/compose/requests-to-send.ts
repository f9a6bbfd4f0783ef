/** Composed requests as they are sent for real, with the credentials of those that they are sent as. */
import { requestToSend } from '#api/request-to-send.ts'
import type { GatewayAnswer, GatewayRequestToSend } from '#api/send-contract.ts'
import { readDocument } from '#formats/document.ts'
import { generateRequests } from '#rehearsal/generate-requests.ts'
import { scenario } from '#rehearsal/scenario.ts'
import { countText } from '../result/run-text.ts'
import type { SimulatedDocument } from '../run/job.ts'
import { type ComposedRequest, scenarioOf } from './composed-request.ts'

export type RequestsToSend = { requests: GatewayRequestToSend[] } | { problem: string }

/** The same requests that a run plays. `problem` is why they cannot be made. */
export function requestsToSend(
  composed: readonly ComposedRequest[],
  { text, release }: Pick<SimulatedDocument, 'text' | 'release'>,
): RequestsToSend {
  const parsed = scenario.safeParse(scenarioOf(composed))
  if (!parsed.success) return { problem: parsed.error.issues.map(({ message }) => message).join('; ') }
  const { state } = readDocument(text, release)
  const empty = { services: [], routes: [], consumers: [], plugins: [] }
  const generated = generateRequests(parsed.data, state ?? empty)
  if ('problems' in generated) return { problem: generated.problems.map(({ message }) => message).join('; ') }
  return { requests: [...generated.requests].map(requestToSend) }
}

/** `3 requests sent: 2 × 200, 1 × 401`. */
export function answersText(answers: readonly GatewayAnswer[]): string {
  const counts = new Map<string, number>()
  for (const answer of answers) {
    const said = 'status' in answer ? String(answer.status) : answer.error
    counts.set(said, (counts.get(said) ?? 0) + 1)
  }
  const each = [...counts].map(([said, count]) => `${count} × ${said}`)
  return `${countText(answers.length, 'request')} sent: ${each.join(', ')}`
}
