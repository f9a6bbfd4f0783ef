import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { amountText, isZero } from '#rehearsal/amount-text.ts'
import { Badge } from '#ui/badge.tsx'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { classNames } from '#ui/class-names.ts'
import { EmptyState } from '#ui/empty-state.tsx'
import { Tabs } from '#ui/tabs.tsx'
import { NARROW, useMediaQuery } from '#ui/use-media-query.ts'
import { PinButton } from '../expectations/pin-button.tsx'
import type { PlayedRun, Progress, Unplayable } from '../run/job.ts'
import type { Run } from '../run/use-run.ts'
import { Report } from './report.tsx'
import { RequestsView, type RequestsViewProps } from './requests-view.tsx'
import styles from './result.module.css'
import { countText, durationText, runText } from './run-text.ts'

const views = [
  { value: 'requests', label: 'Requests' },
  { value: 'report', label: 'Report' },
] as const
type View = (typeof views)[number]['value']

interface ResultPaneProps extends Omit<RequestsViewProps, 'run'> {
  run: Run
  firstView?: View
  /** Said while nothing was run yet. */
  empty: ReactNode
  /** Makes the document fit the traffic, where something is known to. */
  remedy?: ReactNode
  /** Between the headline and the tabs. */
  children?: ReactNode
}

/** What came of the last run, and how far the one under way is. */
export function ResultPane({
  run,
  empty,
  remedy,
  children,
  firstView = 'requests',
  ...request
}: ResultPaneProps) {
  const [view, setView] = useState<View>(firstView)
  const { outcome, last, progress, failure } = run
  const unplayable = outcome?.kind === 'unplayable' ? outcome : undefined
  const pane = useRef<HTMLElement>(null)
  const narrow = useMediaQuery(NARROW)
  useEffect(() => {
    // On a phone it stands below the form that was sent.
    if (narrow && outcome !== undefined) pane.current?.scrollIntoView()
  }, [narrow, outcome])
  return (
    <section ref={pane} className={styles.pane} aria-label="Result">
      <div className={styles.main}>
        <Head last={last} progress={progress} onCancel={run.cancel} />
        {failure !== undefined && <Banner tone="danger">The run failed: {failure}</Banner>}
        {unplayable && <WhyNot unplayable={unplayable} remedy={remedy} />}
        {children}
        {last === undefined ? (
          progress === undefined && unplayable === undefined && empty
        ) : (
          <Tabs label="Result" tabs={views} value={view} onChange={setView} className={styles.tabs}>
            <div className={classNames(styles.view, unplayable && styles.stale)}>
              {view === 'report' ? (
                <Report run={last.run} />
              ) : (
                <RequestsView key={last.run.summary.seed} run={last.run} {...request} />
              )}
            </div>
          </Tabs>
        )}
      </div>
    </section>
  )
}

interface HeadProps {
  last: Run['last']
  progress: Progress | undefined
  onCancel: () => void
}

function Head({ last, progress, onCancel }: HeadProps) {
  const run = last?.run
  return (
    <div className={styles.head}>
      {progress === undefined ? (
        <h2 aria-live="polite">{run === undefined ? 'Result' : runText(run.summary)}</h2>
      ) : (
        <>
          <h2>{countText(progress.requests, 'request')}…</h2>
          <progress aria-label="Run" {...(progress.share !== undefined && { value: progress.share })} />
          <Button size="small" onClick={onCancel}>
            Cancel
          </Button>
        </>
      )}
      {(run !== undefined || progress !== undefined) && (
        <Badge tone="info">Simulated. Nothing was sent.</Badge>
      )}
      {run !== undefined && progress === undefined && (
        <span className={styles.detail}>
          {durationText(run.summary.duration)} of virtual time in {durationText(run.took / 1000)} · seed{' '}
          {run.summary.seed} · gateway {run.summary.gateway}
        </span>
      )}
      {run !== undefined && progress === undefined && <MoneyLine run={run} />}
      {progress === undefined && <PinButton last={last} />}
      {run?.notes.map(note => (
        <span key={note} className={styles.detail}>
          {note}
        </span>
      ))}
    </div>
  )
}

/** What the run would bring, or why there is no money to see. */
function MoneyLine({ run: { summary, pricesFailure } }: { run: PlayedRun }) {
  const { money } = summary
  if (pricesFailure !== undefined) {
    return (
      <span className={styles.detail}>Without money: the prices could not be read ({pricesFailure})</span>
    )
  }
  if (money === undefined) {
    return (
      <span className={styles.detail}>
        No money here yet: <Link href="/usage?tab=prices">add prices</Link>
      </span>
    )
  }
  const { total, unbilled, currency, month } = money
  return (
    <span className={styles.money}>
      <strong>{amountText(total, currency)}</strong> would be billed
      {month && `, ≈ ${amountText(month.total, currency)} in 30 days`}
      {!isZero(unbilled) && ` · ${amountText(unbilled, currency)} to nobody`}
    </span>
  )
}

function WhyNot({ unplayable: { what, problems }, remedy }: { unplayable: Unplayable; remedy: ReactNode }) {
  const title =
    what === 'document'
      ? 'The document has errors: mend them under Config, then run.'
      : 'This traffic does not fit the document.'
  return (
    <Banner tone="warn" actions={what === 'traffic' ? remedy : undefined}>
      {title}
      <ul>
        {problems.map(({ message, line }) => (
          <li key={`${line} ${message}`}>
            {line !== undefined && `Line ${line}: `}
            {message}
          </li>
        ))}
      </ul>
    </Banner>
  )
}

interface NoRunYetProps {
  title: string
  /** Requests are chosen to go through the gateway. */
  isLive?: boolean
  children: ReactNode
}

/** Before the first run of a page. */
export function NoRunYet({ title, isLive = false, children }: NoRunYetProps) {
  if (!isLive) return <EmptyState title={title}>{children}</EmptyState>
  return (
    <EmptyState title="Through the gateway">
      How far it is stands above; what became of each request, with its trace, under{' '}
      <Link href="/events">Events</Link>. With the clock “instant” the same requests are played here, and
      nothing is sent.
    </EmptyState>
  )
}
