/** An exchange as the log keeps it: a copy, so that what the gateway works with dies as soon as the request is done. */
import type { Pass } from '#gateway/access.ts'
import type { HeaderList } from '#metering/exchange.ts'
import type { MeterOutcome } from '#metering/meter.ts'
import type { LoggedExchange } from './exchange-log.ts'
import type { Ending } from './running-gateway.ts'

const NO_HEADERS: HeaderList = []

/**
 * Copies what belongs to the one exchange; its events, which its queue moves on, and what belongs to the configuration
 * are shared. V8 learns of each literal in the code whether its objects live long: were the gateway's own kept, it would
 * soon create all of them, of every request, among the old ones. Records and traces tell nothing of headers, the larger
 * part of a request, and so they are left out.
 */
export function keptExchange(logged: LoggedExchange): LoggedExchange {
  const { pass, ending } = logged
  return { ...logged, pass: keptPass(pass), ending: keptEnding(ending), outcome: keptOutcome(logged) }
}

function keptPass(pass: Pass): Pass {
  const { request, match, steps } = pass
  return {
    ...pass,
    headers: NO_HEADERS,
    request: { ...request, headers: NO_HEADERS },
    match: match && { ...match },
    steps: steps.map(step => ({ ...step })),
  }
}

function keptEnding({ upstream: visit, ...ending }: Ending): Ending {
  const upstream = visit && { ...visit, upstream: { ...visit.upstream, headers: NO_HEADERS } }
  return { ...ending, upstream }
}

function keptOutcome({ outcome, events }: LoggedExchange): MeterOutcome | undefined {
  if (outcome?.kind !== 'emitted') return outcome && { ...outcome }
  return {
    ...outcome,
    subject: { ...outcome.subject },
    attributes: outcome.attributes.map(reading => ({ ...reading })),
    events: events.map(({ event }) => event),
  }
}
