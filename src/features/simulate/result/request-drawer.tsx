import { Pencil, Repeat } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge } from '#ui/badge.tsx'
import { Button } from '#ui/button.tsx'
import { CodeBlock } from '#ui/code-block.tsx'
import { DocumentPlace } from '#ui/document-place.tsx'
import { Drawer } from '#ui/drawer.tsx'
import { TraceList } from '#ui/trace-list.tsx'
import type { PlayedEvent, PlayedRequest } from '../run/job.ts'
import { decisionLooks } from './decision-look.ts'
import type { Mend } from './mend.ts'
import styles from './result.module.css'

interface RequestDrawerProps {
  request: PlayedRequest
  mends: readonly Mend[]
  /** What the last mend changed. */
  mended: ReactNode
  focus: boolean
  onClose: () => void
  onMend: (mend: Mend) => void
  /** Sends it once more, as it is. */
  onResend: (() => void) | undefined
  /** Puts it into the composer. */
  onEdit: () => void
}

/** What was decided about a request, and what can be done with it. */
export function RequestDrawer(props: RequestDrawerProps) {
  const { request, mends, mended, focus, onClose, onMend, onResend, onEdit } = props
  const { number, method, uri, events, trace } = request
  return (
    <Drawer title={`Request ${number}, ${method} ${uri}`} onClose={onClose} focus={focus}>
      <div className={styles.details}>
        <Verdict request={request}>
          {mends.map(mend => (
            <Button key={mend.label} size="small" onClick={() => onMend(mend)}>
              {mend.label}
            </Button>
          ))}
        </Verdict>
        {mended}
        <div className={styles.actions}>
          {onResend && (
            <Button size="small" icon={<Repeat aria-hidden="true" />} onClick={onResend}>
              Run again
            </Button>
          )}
          <Button size="small" icon={<Pencil aria-hidden="true" />} onClick={onEdit}>
            Edit and run again
          </Button>
        </div>
        <section>
          <h3>Decision trace</h3>
          <TraceList label="Decision trace" steps={trace} showPath={path => <DocumentPlace path={path} />} />
        </section>
        {events.map(event => (
          <EventDetails key={event.id} event={event} />
        ))}
      </div>
    </Drawer>
  )
}

function Verdict({ request, children }: { request: PlayedRequest; children: ReactNode }) {
  const { decision, reason, message, events } = request
  const look = decisionLooks[decision]
  return (
    <section className={styles.verdict} data-decision={decision} aria-label="Decision">
      <p>
        <Badge tone={look.tone} glyph={look.glyph}>
          {look.word}
        </Badge>{' '}
        {reason !== undefined && <code>{reason}</code>}
      </p>
      {message !== undefined && <p>{message}</p>}
      {decision === 'no_plugin' && <p>No metering plugin ran: the trace says how far the request came.</p>}
      {events.map(({ id, type, subject }) => (
        <p key={id}>
          <code>{type}</code> for <strong>{subject}</strong>
        </p>
      ))}
      <div className={styles.actions}>{children}</div>
    </section>
  )
}

function EventDetails({ event: { type, json, delivered, reason } }: { event: PlayedEvent }) {
  return (
    <section>
      <h3>
        {type}{' '}
        <Badge {...fateLook(delivered)}>{delivered ? 'delivered' : `lost: ${reason ?? 'unknown'}`}</Badge>
      </h3>
      <CodeBlock
        text={JSON.stringify(JSON.parse(json), null, 2)}
        language="json"
        label={`CloudEvent ${type}`}
        className={styles.code}
      />
    </section>
  )
}

function fateLook(delivered: boolean) {
  return delivered ? ({ tone: 'ok', glyph: '✓' } as const) : ({ tone: 'danger', glyph: '✕' } as const)
}
