import type { Forwarding } from '#api/forwarding.ts'
import type { Capture } from '#api/forwarding-contract.ts'
import type { ExchangeLog, LoggedExchange } from './exchange-log.ts'

/** The log with only what the capture filter keeps; the rest was answered, metered and delivered all the same. */
export function captured(log: ExchangeLog, { capture }: Forwarding): ExchangeLog {
  return {
    ...log,
    add(logged) {
      if (isKept(logged, capture())) log.add(logged)
    },
  }
}

function isKept({ pass, ending }: LoggedExchange, { methods, paths, statuses }: Capture): boolean {
  const { method, uri } = pass.request
  const status = String(ending.status)
  return (
    matches(methods, known => known === method) &&
    matches(paths, beginning => uri.startsWith(beginning)) &&
    matches(statuses, known => known === status || known === `${status.charAt(0)}xx`)
  )
}

/** A list of nothing lets everything pass. */
function matches(list: readonly string[], isMatch: (entry: string) => boolean): boolean {
  return list.length === 0 || list.some(isMatch)
}
