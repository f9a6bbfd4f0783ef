/** Why a request made no event, or an event was lost: the gateway's and the queue's stable words, as a person says them. */

/** Those whose words alone say too little (src/metering/queue-event.ts). */
const known: Record<string, string> = {
  max_entries: 'queue full, max_entries reached',
  max_bytes: 'queue full, max_bytes reached',
  longer_than_max_bytes: 'longer than max_bytes',
  max_retry_time: 'max_retry_time exceeded',
  probe_failed: 'the circuit breaker’s probe failed',
  shutdown: 'the gateway ended first',
}

/** `no_consumer` as `no consumer`; a sentence stays as it is. */
export function reasonWords(reason: string): string {
  return known[reason] ?? (/^\w+$/.test(reason) ? reason.replaceAll('_', ' ') : reason)
}
