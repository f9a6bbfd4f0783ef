import { useRef } from 'react'
import { CodeBlock } from '#ui/code-block.tsx'
import { CopyButton } from '#ui/copy-button.tsx'
import styles from './event-drawer.module.css'
import type { EventRow } from './event-row.ts'

/** The event as it was stored, or as the gateway made it when it has not arrived. */
export function CloudEventTab({ row: { ingested, inFlight } }: { row: EventRow }) {
  const block = useRef<HTMLPreElement>(null)
  const event = ingested?.event ?? inFlight?.event
  if (event === undefined) {
    return (
      <p className={styles.note}>The event is not in this studio's store, so its text is not known here.</p>
    )
  }
  const text = JSON.stringify(event, null, 2)
  return (
    <div className={styles.code}>
      <CopyButton text={text} label="Copy CloudEvent" size="small" shownIn={block} />
      <CodeBlock ref={block} text={text} language="json" label="CloudEvent as JSON" wrap />
    </div>
  )
}
