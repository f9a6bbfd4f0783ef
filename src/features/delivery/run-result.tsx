import { useMemo } from 'react'
import type { QueueConfig } from '#plugin/config.ts'
import type { DeliveryLoad, LoadedPlugin, LoadReport } from '#rehearsal/rehearse-load.ts'
import { AttemptsTable } from './attempts-table.tsx'
import type { LabRunner } from './lab-task.ts'
import { clockText, countText, moneyText } from './lab-text.ts'
import { QueueLogList } from './queue-log-list.tsx'
import { RunCharts } from './run-charts.tsx'
import styles from './run-result.module.css'
import tables from './run-tables.module.css'
import { RunTotals } from './run-totals.tsx'
import { Scrubber } from './scrubber.tsx'
import { coursesAt, logAt, stateAt } from './state-at.ts'
import { SurvivalPanel } from './survival-panel.tsx'
import type { EventPrice } from './use-event-price.ts'

interface RunResultProps {
  plugin: LoadedPlugin
  load: DeliveryLoad
  report: LoadReport
  price: EventPrice
  runner: LabRunner
  /** The moment looked at; undefined is the end. */
  t: number | undefined
  onMoment: (t: number) => void
  onApply: (changes: Partial<QueueConfig>) => void
}

/** What came of a run, as it stood at the moment looked at. */
export function RunResult(props: RunResultProps) {
  const { plugin, load, report, price, runner, onMoment, onApply } = props
  const end = report.duration
  const t = Math.min(props.t ?? end, end)
  const state = useMemo(() => stateAt(report, t), [report, t])
  const gone = report.events.lost + report.events.dropped
  return (
    <>
      <p className={styles.verdict} role="status">
        {verdictText(report, price)}
      </p>
      <Scrubber t={t} end={end} onMoment={onMoment} />
      <RunTotals report={report} state={state} price={price} />
      <SurvivalPanel runner={runner} plugin={plugin} load={load} gone={gone} onApply={onApply} />
      <RunCharts plugin={plugin} report={report} load={load} width={end} t={t} onMoment={onMoment} />
      <div className={tables.split}>
        <section className={tables.part} aria-label="Batches">
          <h2>
            Batches <span className={styles.count}>{batchesText(report)}</span>
          </h2>
          <AttemptsTable courses={coursesAt(report.failed.courses, t)} more={report.failed.more} />
          <GivenUpLate report={report} maxRetryTime={plugin.config.queue.max_retry_time} />
        </section>
        <section className={tables.part} aria-label="Log">
          <h2>
            Log <span className={styles.count}>in Kong’s words</span>
          </h2>
          <QueueLogList episodes={logAt(report.log.episodes, t)} more={report.log.more} />
        </section>
      </div>
    </>
  )
}

function verdictText({ events, duration }: LoadReport, { amount, currency }: EventPrice): string {
  const gone = events.lost + events.dropped
  const over = `The last event ended at ${clockText(duration)}.`
  if (gone === 0) return `Nothing is lost. ${over}`
  return `${countText(gone)} of ${countText(events.emitted)} events never arrive: ${moneyText(gone, amount, currency)} is not billed. ${over}`
}

function batchesText({ batches, attempts, failedAttempts }: LoadReport): string {
  return `${countText(batches)} in ${countText(attempts)} attempts, ${countText(failedAttempts)} failed`
}

/** The time is checked after an attempt only, which surprises who reads the setting. */
function GivenUpLate({ report, maxRetryTime }: { report: LoadReport; maxRetryTime: number }) {
  if (!report.lost.max_retry_time || report.longestTry <= maxRetryTime) return null
  return (
    <p className={tables.note}>
      max_retry_time is checked after an attempt, so a batch was given up after{' '}
      {Number(report.longestTry.toFixed(1))} s, not {maxRetryTime} s.
    </p>
  )
}
