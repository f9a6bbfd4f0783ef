import { Download } from 'lucide-react'
import {
  type ChangedRequest,
  type ComparedOutcome,
  type Comparison,
  requestChanges,
} from '#rehearsal/compare.ts'
import { Badge } from '#ui/badge.tsx'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { saveFile } from '#ui/save-file.ts'
import { decisionLooks } from '../result/decision-look.ts'
import { ReportTable } from '../result/report-table.tsx'
import { countText, numberText } from '../result/run-text.ts'
import styles from './compare.module.css'
import { comparisonCsv } from './comparison-file.ts'

const changeWords: Readonly<Record<ChangedRequest['changes'][number], string>> = {
  decision: 'Another decision',
  reason: 'Another reason',
  status: 'Another status',
  subject: 'Another subject',
  events: 'Other events',
  tokens: 'Other tokens',
  attributes: 'Other attributes',
}

/** What changes from A to B: totals, who is billed, and request by request. */
export function ComparisonReport({ comparison }: { comparison: Comparison }) {
  const { changed, changes, decisions, subjects, requests } = comparison
  return (
    <div className={styles.report}>
      <Totals comparison={comparison} />
      {changed === 0 ? (
        <EmptyState title="No request comes out differently">
          Decisions, subjects, events and attributes of all{' '}
          {countText(comparison.a.requests.requests, 'request')} are the same.
        </EmptyState>
      ) : (
        <>
          <Files comparison={comparison} />
          <ReportTable
            title="What changes"
            head={['Change', 'Requests']}
            rows={[
              ...decisions.map(({ from, to, requests: count }) => [
                `${decisionLooks[from].word} → ${decisionLooks[to].word}`,
                numberText(count),
              ]),
              ...requestChanges
                .filter(change => change !== 'decision' && changes[change] > 0)
                .map(change => [changeWords[change], numberText(changes[change])]),
            ]}
            empty="Nothing."
          />
          <ReportTable
            title="Events by subject"
            head={['Subject', 'A', 'B', 'Difference']}
            rows={subjects.map(({ subject, a, b }) => [subject, numberText(a), numberText(b), signed(b - a)])}
            empty="Every subject has as many events in both."
          />
          <ReportTable
            title={requests.length < changed ? 'The first requests that change' : 'Requests that change'}
            head={['Request', 'A', 'B']}
            rows={requests.map(({ number, method, uri, a, b, changes: found }) => [
              <code key="request">
                {number} {method} {uri}
              </code>,
              <Outcome key="a" outcome={a} changes={found} />,
              <Outcome key="b" outcome={b} changes={found} />,
            ])}
            empty="None."
          />
        </>
      )}
    </div>
  )
}

function signed(difference: number): string {
  return difference > 0 ? `+${numberText(difference)}` : numberText(difference)
}

function Totals({ comparison: { a, b, changed } }: { comparison: Comparison }) {
  const rows: [name: string, a: number, b: number][] = [
    ['Requests', a.requests.requests, b.requests.requests],
    ['Requests with events', a.requests.emitted, b.requests.emitted],
    ['Dropped', a.requests.dropped, b.requests.dropped],
    ['Not metered', notMetered(a), notMetered(b)],
    ['Events', a.events.emitted, b.events.emitted],
    ['Delivered', a.events.delivered, b.events.delivered],
    ['Lost', a.events.lost + a.events.dropped, b.events.lost + b.events.dropped],
  ]
  return (
    <>
      <h2 aria-live="polite">{countText(changed, 'request')} changed</h2>
      <ReportTable
        title="Totals"
        head={['', `A, gateway ${a.gateway}`, `B, gateway ${b.gateway}`, 'Difference']}
        rows={rows.map(([name, of, other]) => [name, numberText(of), numberText(other), signed(other - of)])}
        empty="None."
      />
    </>
  )
}

function notMetered({ requests }: Comparison['a']): number {
  return requests.not_metered + requests.no_plugin
}

interface OutcomeProps {
  outcome: ComparedOutcome
  changes: ChangedRequest['changes']
}

/** The decision, and of the rest what differs. */
function Outcome({ outcome, changes }: OutcomeProps) {
  const { decision, reason, subject, events, attributes } = outcome
  const look = decisionLooks[decision]
  const said = [
    reason ?? subject,
    ...(changes.includes('events') ? [events] : []),
    ...(changes.includes('attributes') ? [attributes] : []),
  ].filter(text => text !== undefined)
  return (
    <span className={styles.outcome}>
      <Badge tone={look.tone} glyph={look.glyph}>
        {look.word}
      </Badge>
      {said.map(text => (
        <span key={text}>{text}</span>
      ))}
    </span>
  )
}

function Files({ comparison }: { comparison: Comparison }) {
  return (
    <div className={styles.files}>
      <Button
        size="small"
        icon={<Download aria-hidden="true" />}
        onClick={() => saveFile('comparison.json', new Blob([JSON.stringify(comparison, null, 2)]))}
      >
        Report as JSON
      </Button>
      <Button
        size="small"
        icon={<Download aria-hidden="true" />}
        onClick={() => saveFile('comparison.csv', new Blob([comparisonCsv(comparison)]))}
      >
        Changed requests as CSV
      </Button>
    </div>
  )
}
