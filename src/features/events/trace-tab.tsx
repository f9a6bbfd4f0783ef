import type { ExchangeRecord } from '#api/contract.ts'
import { DocumentPlace } from '#ui/document-place.tsx'
import { TraceList } from '#ui/trace-list.tsx'
import styles from './event-drawer.module.css'

/** What the gateway and the engine decided, in order, as they recorded it. */
export function TraceTab({ exchange }: { exchange: ExchangeRecord | undefined }) {
  if (exchange === undefined) {
    return (
      <p className={styles.note}>
        There is no trace: the event did not come through this gateway, or the gateway no longer remembers its
        request.
      </p>
    )
  }
  return (
    <TraceList
      label="Decision trace"
      steps={exchange.trace}
      showPath={path => <DocumentPlace path={path} />}
    />
  )
}
