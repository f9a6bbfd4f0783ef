import { Pause, Play, Square, X } from 'lucide-react'
import { Link } from 'wouter'
import type { LiveRun } from '#api/live-run-contract.ts'
import { Badge, type Tone } from '#ui/badge.tsx'
import { Button } from '#ui/button.tsx'
import { notifyError } from '#ui/notify.ts'
import { useDrafts } from '../drafts.ts'
import { countText } from '../result/run-text.ts'
import styles from './live.module.css'
import { answersText, behindText, rateText, sentText, speedText, stateText } from './live-text.ts'
import { useAsked } from './use-asked.tsx'
import { isOpen, useLiveRun, useLiveRunActions } from './use-live-run.ts'

const tones: Readonly<Record<LiveRun['state'], Tone>> = {
  running: 'info',
  paused: 'warn',
  finished: 'ok',
  cancelled: 'neutral',
  failed: 'danger',
}

/** How far the live run is, on every tab of the page, and after it was loaded anew. */
export function LiveRunStrip() {
  const { run } = useLiveRun()
  const { closedRun, closeRun } = useDrafts()
  if (run === undefined || run.id === closedRun) return null
  const behind = behindText(run)
  return (
    <section className={styles.strip} aria-label="Live run">
      <output>
        <Badge tone={tones[run.state]}>{stateText(run)}</Badge>
      </output>
      <strong className={styles.name}>
        {run.name}, {speedText(run.speed)}
      </strong>
      <progress aria-label="Requests sent" max={Math.max(run.planned, run.sent)} value={run.sent} />
      <span>{sentText(run)}</span>
      {run.state === 'running' && <span>{rateText(run.rate)}</span>}
      {behind !== undefined && (
        <Badge tone="warn" glyph="!">
          {behind}
        </Badge>
      )}
      <span className={styles.answers}>{answersText(run)}</span>
      <Unread run={run} />
      <span className={styles.actions}>
        <Link href="/events">Show events</Link>
        {isOpen(run) ? (
          <Controls run={run} />
        ) : (
          <Button
            size="small"
            variant="quiet"
            icon={<X aria-hidden="true" />}
            aria-label="Close live run"
            onClick={() => closeRun(run.id)}
          />
        )}
      </span>
    </section>
  )
}

function Unread({ run: { problems } }: { run: LiveRun }) {
  if (problems.count === 0) return null
  return (
    <details className={styles.answers}>
      <summary>{countText(problems.count, 'record')} could not be sent as told</summary>
      <ul>
        {problems.first.map(text => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </details>
  )
}

function Controls({ run: { id, state, sent, planned } }: { run: LiveRun }) {
  const { change } = useLiveRunActions()
  const { ask, dialog } = useAsked()
  const set = (next: 'paused' | 'cancelled') =>
    change({ id, state: next }).catch((cause: Error) => notifyError(cause.message))
  const goOn = () =>
    change({ id, state: 'running' }).catch(() =>
      // It would go where nobody said yes to.
      ask({
        what: `the other ${countText(planned - sent, 'request')}`,
        send: confirmed => change({ id, state: 'running', confirmed }),
      }),
    )
  return (
    <>
      {state === 'running' && (
        <Button size="small" icon={<Pause aria-hidden="true" />} onClick={() => void set('paused')}>
          Pause
        </Button>
      )}
      {state === 'paused' && (
        <Button size="small" icon={<Play aria-hidden="true" />} onClick={() => void goOn()}>
          Go on
        </Button>
      )}
      {(state === 'running' || state === 'paused') && (
        <Button size="small" icon={<Square aria-hidden="true" />} onClick={() => void set('cancelled')}>
          End
        </Button>
      )}
      {dialog}
    </>
  )
}
