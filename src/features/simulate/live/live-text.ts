/** What of a live run is said in words. */
import type { GatewayStatus } from '#api/contract.ts'
import type { Destinations, LiveRun } from '#api/live-run-contract.ts'
import { countText, durationText, numberText } from '../result/run-text.ts'

/** Where requests and events really go, as the gateway says now. */
export function destinationsOf({ services, delivery }: GatewayStatus): Destinations {
  return {
    upstreams: services.filter(({ upstream }) => upstream === 'forward').map(service => service.upstream_url),
    endpoints: delivery.target === 'endpoint' ? delivery.endpoints : [],
  }
}

export function isReal({ upstreams, endpoints }: Destinations): boolean {
  return upstreams.length + endpoints.length > 0
}

/** `Requests: forwarded to https://a.example. Events: kept in the studio.` */
export function destinationsText({ upstreams, endpoints }: Destinations): string {
  const requests =
    upstreams.length === 0
      ? 'answered by the studio itself, forwarded nowhere'
      : `forwarded to ${upstreams.join(', ')}`
  const events =
    endpoints.length === 0 ? 'delivered to the studio itself' : `delivered to ${endpoints.join(', ')}`
  return `Requests are ${requests}. Events are ${events}.`
}

/** `real time`, `×10`. */
export function speedText(speed: number): string {
  return speed === 1 ? 'real time' : `×${numberText(speed)}`
}

/** Late by less is on time: the page and the machine's timers are no more exact. */
const ON_TIME_MILLISECONDS = 250

/** `behind by 1.2 s`; undefined while it is on time. */
export function behindText({ behind_ms, most_behind_ms, state }: LiveRun): string | undefined {
  const isOver = state !== 'running' && state !== 'paused'
  const behind = isOver ? most_behind_ms : behind_ms
  if (behind < ON_TIME_MILLISECONDS) return undefined
  const how = durationText(behind / 1000)
  return isOver ? `at most ${how} behind schedule` : `behind schedule by ${how}`
}

const states: Readonly<Record<LiveRun['state'], string>> = {
  running: 'Sending',
  paused: 'Paused',
  finished: 'Sent',
  cancelled: 'Ended early',
  failed: 'Failed',
}

/** `Sending`, `Paused: the gateway runs another workspace`. */
export function stateText({ state, why }: LiveRun): string {
  return why === undefined ? states[state] : `${states[state]}: ${why}`
}

/** `312 of 600 requests`. */
export function sentText({ sent, planned }: LiveRun): string {
  return sent === planned
    ? countText(sent, 'request')
    : `${numberText(sent)} of ${countText(planned, 'request')}`
}

/** `300 × 200, 12 × 401, 2 without an answer`. */
export function answersText({ statuses, failed, last_error, waiting }: LiveRun): string {
  const parts = [
    ...statuses.map(({ status, requests }) => `${numberText(requests)} × ${status}`),
    ...(failed > 0 ? [`${numberText(failed)} without an answer (${last_error})`] : []),
    ...(waiting > 0 ? [`${numberText(waiting)} on their way`] : []),
  ]
  return parts.join(', ')
}

/** Of the rate, as a person reads it: `9.9/s`, `1,204/s`. */
export function rateText(rate: number): string {
  return `${rate < 100 ? rate.toFixed(1) : numberText(Math.round(rate))}/s`
}
