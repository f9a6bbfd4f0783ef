import { useRef } from 'react'
import { CodeBlock } from '#ui/code-block.tsx'
import { CopyButton } from '#ui/copy-button.tsx'
import { CopyBatchButton } from './copy-batch-button.tsx'
import styles from './event-drawer.module.css'
import { cloudEventOf, type EventRow, type Row } from './event-row.ts'
import { ingestCommand } from './konnect-command.ts'
import { useGateway } from './use-gateway.ts'

interface CloudEventTabProps {
  row: EventRow
  /** The rows that the filter lets through. */
  filtered: readonly Row[]
}

/** The event as it was stored, or as the gateway made it when it has not arrived. */
export function CloudEventTab({ row, filtered }: CloudEventTabProps) {
  const block = useRef<HTMLPreElement>(null)
  const endpoint = useGateway()?.delivery.endpoints[0]
  const event = cloudEventOf(row)
  if (event === undefined) {
    return (
      <p className={styles.note}>The event is not in this studio's store, so its text is not known here.</p>
    )
  }
  const text = JSON.stringify(event, null, 2)
  return (
    <div className={styles.code}>
      <div className={styles.actions}>
        <CopyButton text={text} label="Copy CloudEvent as JSON" size="small" shownIn={block}>
          JSON
        </CopyButton>
        <CopyButton
          text={ingestCommand(event, endpoint)}
          label="Copy as curl command"
          title="POSTs the event to the ingest endpoint, as the plugin does"
          size="small"
        >
          curl
        </CopyButton>
        <CopyBatchButton rows={filtered} size="small" />
      </div>
      <CodeBlock ref={block} text={text} language="json" label="CloudEvent as JSON" wrap />
    </div>
  )
}
