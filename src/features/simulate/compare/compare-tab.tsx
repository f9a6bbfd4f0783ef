import { useEffect, useRef } from 'react'
import { Link } from 'wouter'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { NARROW, useMediaQuery } from '#ui/use-media-query.ts'
import { countText } from '../result/run-text.ts'
import { RunButton } from '../run-button.tsx'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import { SplitView } from '../split-view.tsx'
import { Choice } from './choice.tsx'
import styles from './compare.module.css'
import { useCompareDraft } from './compare-draft.ts'
import { ComparisonReport } from './comparison-report.tsx'
import { OtherSide } from './other-side.tsx'
import { useAskedComparison } from './use-asked-comparison.ts'
import { useComparison } from './use-comparison.ts'
import { useTraffics } from './use-traffics.ts'

/** The same traffic through the open document and another one, or under another gateway, scope or price book. */
export function CompareTab() {
  const { name, document } = useSimulatedWorkspace()
  const traffics = useTraffics()
  const { traffic, change } = useCompareDraft()
  const asked = useAskedComparison(traffics)
  const comparison = useComparison()
  return (
    <SplitView
      label="What to compare"
      input={
        <div className={styles.panel}>
          <Choice
            label="Traffic"
            options={traffics}
            value={String(traffic)}
            onChange={next => change({ traffic: Number(next) })}
          />
          <p className={styles.own}>
            <strong>A</strong> is this document, {name}, on gateway {document.release}, with the prices of{' '}
            <Link href="/usage?tab=prices">Usage &amp; bill</Link>.
          </p>
          <OtherSide />
        </div>
      }
      actions={
        <RunButton
          label="Compare"
          disabledReason={'problem' in asked ? asked.problem : undefined}
          onRun={() => {
            if (!('problem' in asked)) void comparison.start(asked)
          }}
        />
      }
    >
      <Result comparison={comparison} />
    </SplitView>
  )
}

function Result({ comparison }: { comparison: ReturnType<typeof useComparison> }) {
  const { progress, outcome, subject, failure, cancel } = comparison
  const pane = useRef<HTMLElement>(null)
  const narrow = useMediaQuery(NARROW)
  useEffect(() => {
    // On a phone it stands below the form.
    if (narrow && outcome !== undefined) pane.current?.scrollIntoView()
  }, [narrow, outcome])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
    <section ref={pane} tabIndex={0} className={styles.result} aria-label="Comparison">
      {progress && (
        <div className={styles.progress}>
          <span>{countText(progress.requests, 'request')}…</span>
          <progress
            aria-label="Comparison"
            {...(progress.share !== undefined && { value: progress.share })}
          />
          <Button size="small" onClick={cancel}>
            Cancel
          </Button>
        </div>
      )}
      {failure !== undefined && <Banner tone="danger">The comparison failed: {failure}</Banner>}
      {outcome?.kind === 'unplayable' && (
        <Banner tone="warn">
          {outcome.what === 'document' ? 'Document' : 'The traffic does not fit document'}{' '}
          {outcome.side.toUpperCase()}
          {outcome.what === 'document' ? ' has errors.' : '.'}
          <ul>
            {outcome.problems.map(({ message, line }) => (
              <li key={`${line} ${message}`}>
                {line !== undefined && `Line ${line}: `}
                {message}
              </li>
            ))}
          </ul>
        </Banner>
      )}
      {outcome?.kind === 'compared' && subject && (
        <ComparisonReport comparison={outcome.comparison} subject={subject} />
      )}
      {outcome === undefined && progress === undefined && failure === undefined && (
        <EmptyState title="Nothing compared yet">
          The same requests go through A and B: you see which come out differently, and who is billed for more
          or less.
        </EmptyState>
      )}
    </section>
  )
}
