import type { NamedRequests } from '#rehearsal/summary.ts'
import type { PlayedRun } from '../run/job.ts'
import { MoneyReport } from './money-report.tsx'
import styles from './report.module.css'
import { ReportTable } from './report-table.tsx'
import { countText, durationText, numberText, perMonth, shareText } from './run-text.ts'

/** Who would be billed for what, what would be dropped and why, by route and client, and what that makes in a month. */
export function Report({ run }: { run: PlayedRun }) {
  const { summary, clients, problems } = run
  const { requests } = summary
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
    <section tabIndex={0} aria-label="Report" className={styles.report}>
      <Totals run={run} />
      {problems.count > 0 && <Problems problems={problems} />}
      {summary.money && <MoneyReport money={summary.money} summary={summary} />}
      <Reasons run={run} />
      <BySubject run={run} />
      <ByName title="By Route" rows={summary.routes} />
      <ByName title="By Consumer" rows={summary.consumers} />
      <ReportTable
        title="Clients, most dropped first"
        head={['Client', 'Requests', 'Events', 'Dropped']}
        rows={clients.map(({ clientIp, requests: all, emitted, dropped }) => [
          clientIp,
          numberText(all),
          numberText(emitted),
          numberText(dropped),
        ])}
        empty="No client was seen."
      />
      <ReportTable
        title="By status"
        head={['Status', 'Requests', 'Share']}
        rows={summary.statuses.map(({ name, requests: all }) => [
          name,
          numberText(all),
          shareText(all, requests.requests),
        ])}
        empty="No request was answered."
      />
    </section>
  )
}

/** Without prices they are what would be billed. */
function BySubject({ run }: { run: PlayedRun }) {
  const { summary, timed } = run
  return (
    <ReportTable
      title={summary.money === undefined ? 'Billed to' : 'Events by subject'}
      head={['Subject', 'Events', ...(timed ? ['In 30 days'] : [])]}
      rows={summary.subjects.map(({ subject, emitted }) => [
        subject,
        numberText(emitted),
        ...(timed ? [monthText(emitted, run)] : []),
      ])}
      empty="Nobody: no request gave an event."
    />
  )
}

function monthText(count: number, { summary }: PlayedRun): string {
  const projected = perMonth(count, summary)
  return projected === undefined ? '–' : `≈ ${numberText(projected)}`
}

function Totals({ run }: { run: PlayedRun }) {
  const { summary, timed } = run
  const { requests, events, duration } = summary
  const tiles: [name: string, value: string, note: string][] = [
    ['Requests', numberText(requests.requests), timed ? `in ${durationText(duration)}` : 'without times'],
    ['Events', numberText(events.emitted), timed ? `${monthText(events.emitted, run)} in 30 days` : ''],
    ['Dropped', numberText(requests.dropped), shareText(requests.dropped, requests.requests)],
    [
      'Not metered',
      numberText(requests.not_metered + requests.no_plugin),
      shareText(requests.not_metered + requests.no_plugin, requests.requests),
    ],
    ['Delivered', numberText(events.delivered), events.late > 0 ? `${numberText(events.late)} late` : ''],
    [
      'Lost',
      numberText(events.lost + events.dropped),
      shareText(events.lost + events.dropped, events.emitted),
    ],
  ]
  return (
    <dl className={styles.tiles}>
      {tiles.map(([name, value, note]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
          <dd className={styles.detail}>{note}</dd>
        </div>
      ))}
    </dl>
  )
}

/** As many are told without being asked for. */
const FEW_PROBLEMS = 5

function Problems({ problems: { first, count } }: { problems: PlayedRun['problems'] }) {
  return (
    <details className={styles.problems} open={count <= FEW_PROBLEMS}>
      <summary>{countText(count, 'record')} could not be played as told</summary>
      <ul>
        {first.map(({ position, message }) => (
          <li key={`${position} ${message}`}>
            {position}: {message}
          </li>
        ))}
      </ul>
      {count > first.length && <p>… and {numberText(count - first.length)} more.</p>}
    </details>
  )
}

/** Why requests gave no event: the sentence says what to mend. */
function Reasons({ run: { summary } }: { run: PlayedRun }) {
  const { reasons, requests } = summary
  const noPlugin = {
    reason: 'no_plugin',
    message: 'no metering plugin applied: no Route matched, or none has the plugin',
    requests: requests.no_plugin,
  }
  const all = [...reasons, ...(requests.no_plugin > 0 ? [noPlugin] : [])]
  return (
    <ReportTable
      title="Why requests gave no event"
      head={['Reason', 'Requests', 'Share']}
      rows={all
        .toSorted((one, other) => other.requests - one.requests)
        .map(({ reason, message, requests: count }) => [
          <>
            <code>{reason}</code> {message}
          </>,
          numberText(count),
          shareText(count, requests.requests),
        ])}
      empty={requests.requests === 0 ? 'There was no request.' : 'Every request gave an event.'}
    />
  )
}

function ByName({ title, rows }: { title: string; rows: readonly NamedRequests[] }) {
  return (
    <ReportTable
      title={title}
      head={[title.replace('By ', ''), 'Requests', 'Gave events', 'Dropped']}
      rows={rows.map(({ name, requests, emitted, dropped }) => [
        name,
        numberText(requests),
        numberText(emitted),
        numberText(dropped),
      ])}
      empty="There was no request."
    />
  )
}
