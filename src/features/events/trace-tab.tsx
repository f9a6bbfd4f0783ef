import { Link } from 'wouter'
import type { ExchangeRecord } from '#api/contract.ts'
import { TraceList } from '#ui/trace-list.tsx'
import styles from './event-drawer.module.css'

/** Where in the document the step read: its line in Config. */
function Place({ path }: { path: readonly (string | number)[] }) {
  const text = path
    .map(step => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1)
  return (
    <Link
      href={`/config?at=${encodeURIComponent(text)}`}
      className={styles.place}
      title="Show the line in Config"
    >
      {text}
    </Link>
  )
}

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
  return <TraceList label="Decision trace" steps={exchange.trace} showPath={path => <Place path={path} />} />
}
