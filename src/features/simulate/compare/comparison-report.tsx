import { Download } from 'lucide-react'
import type { ChangedRequest, ComparedOutcome } from '#rehearsal/compare.ts'
import { type ComparisonSubject, comparisonHtml } from '#rehearsal/comparison-html.ts'
import {
  comparisonHeadline,
  comparisonTables,
  outcomeTexts,
  type ToldComparison,
} from '#rehearsal/comparison-tables.ts'
import { Badge } from '#ui/badge.tsx'
import { Button } from '#ui/button.tsx'
import { saveFile } from '#ui/save-file.ts'
import { decisionLooks } from '../result/decision-look.ts'
import { ReportTable } from '../result/report-table.tsx'
import styles from './compare.module.css'
import { comparisonCsv } from './comparison-file.ts'

interface ReportProps {
  comparison: ToldComparison
  subject: ComparisonSubject
}

/** What changes from A to B: the bill, totals, who is billed, and request by request. */
export function ComparisonReport({ comparison, subject }: ReportProps) {
  const { changed, requests } = comparison
  return (
    <div className={styles.report}>
      <header className={styles.head}>
        <h2 aria-live="polite">{comparisonHeadline(comparison)}</h2>
        <Badge tone="info">Simulated. Nothing was sent.</Badge>
        <p className={styles.subject}>
          <strong>A</strong> {subject.a} · <strong>B</strong> {subject.b} · {subject.traffic}
        </p>
        <Files comparison={comparison} subject={subject} />
      </header>
      {comparisonTables(comparison).map(table => (
        <ReportTable key={table.title} {...table} />
      ))}
      {changed > 0 && (
        <ReportTable
          title={requests.length < changed ? 'The first requests that change' : 'Requests that change'}
          head={['Request', 'A', 'B']}
          texts={3}
          rows={requests.map(({ number, method, uri, a, b, changes }) => [
            <code key="request">
              {number} {method} {uri}
            </code>,
            <Outcome key="a" outcome={a} changes={changes} />,
            <Outcome key="b" outcome={b} changes={changes} />,
          ])}
          empty="None."
        />
      )}
    </div>
  )
}

interface OutcomeProps {
  outcome: ComparedOutcome
  changes: ChangedRequest['changes']
}

/** The decision, and of the rest what differs. */
function Outcome({ outcome, changes }: OutcomeProps) {
  const look = decisionLooks[outcome.decision]
  const { decision, details } = outcomeTexts(outcome, changes)
  return (
    <span className={styles.outcome}>
      <Badge tone={look.tone} glyph={look.glyph}>
        {decision}
      </Badge>
      {details.map(text => (
        <span key={text}>{text}</span>
      ))}
    </span>
  )
}

function Files({ comparison, subject }: ReportProps) {
  const report = () => new Blob([comparisonHtml(comparison, subject)], { type: 'text/html' })
  const json = () => new Blob([JSON.stringify({ subject, ...comparison }, null, 2)])
  const icon = <Download aria-hidden="true" />
  return (
    <div className={styles.files}>
      <Button size="small" icon={icon} onClick={() => saveFile('comparison.html', report())}>
        Report as HTML
      </Button>
      <Button size="small" icon={icon} onClick={() => saveFile('comparison.json', json())}>
        JSON
      </Button>
      {comparison.changed > 0 && (
        <Button
          size="small"
          icon={icon}
          onClick={() => saveFile('comparison.csv', new Blob([comparisonCsv(comparison)]))}
        >
          Changed requests as CSV
        </Button>
      )}
    </div>
  )
}
