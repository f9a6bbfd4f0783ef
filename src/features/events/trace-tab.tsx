import { useQuery } from '@tanstack/react-query'
import { type ExchangeSummary, getExchange } from '#api/contract.ts'
import { DocumentPlace } from '#ui/document-place.tsx'
import { TraceList } from '#ui/trace-list.tsx'
import { call } from './call.ts'
import styles from './event-drawer.module.css'

/** What the gateway and the engine decided, in order, as they recorded it. */
export function TraceTab({ exchange }: { exchange: ExchangeSummary | undefined }) {
  if (exchange === undefined) {
    return (
      <p className={styles.note}>
        There is no trace: the event did not come through this gateway, or the gateway no longer remembers its
        request.
      </p>
    )
  }
  return <Trace exchange={exchange} />
}

/** Read when it is looked at, and again when an event of the request has moved on. */
function Trace({ exchange: { request_id: requestId, events } }: { exchange: ExchangeSummary }) {
  const state = events.map(({ delivery, attempts }) => [delivery, attempts.length])
  const { data, error } = useQuery({
    queryKey: ['trace', requestId, state],
    queryFn: () => call(getExchange, { params: { requestId } }),
    placeholderData: (before, query) => (query?.queryKey[1] === requestId ? before : undefined),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  if (error !== null) return <p className={styles.note}>No trace: {error.message}</p>
  if (data === undefined) return <p className={styles.note}>Reading the trace…</p>
  return (
    <TraceList label="Decision trace" steps={data.trace} showPath={path => <DocumentPlace path={path} />} />
  )
}
