import { useState } from 'react'
import { scenario } from '#rehearsal/scenario.ts'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { Field } from '#ui/field.tsx'
import { Select } from '#ui/input.tsx'
import { requestText, scenarioOf } from '../compose/composed-request.ts'
import { useDrafts } from '../drafts.ts'
import { firstScenario } from '../generate/first-scenario.ts'
import { recordTraffic } from '../replay/opened-record.ts'
import { countText } from '../result/run-text.ts'
import type { Traffic } from '../run/job.ts'
import { RunButton } from '../run-button.tsx'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import { SplitView } from '../split-view.tsx'
import { TextArea } from '../text-area.tsx'
import { useDocumentNames } from '../use-document-names.ts'
import styles from './compare.module.css'
import { ComparisonReport } from './comparison-report.tsx'
import { useComparison } from './use-comparison.ts'
import { PASTED, useOtherChoices, useOtherDocument } from './use-other-document.ts'

/** The same traffic through the open document and another one. */
export function CompareTab() {
  const { document } = useSimulatedWorkspace()
  const traffics = useTraffics()
  const choices = useOtherChoices()
  const [traffic, setTraffic] = useState(0)
  const [other, setOther] = useState(PASTED)
  const [pasted, setPasted] = useState('')
  const b = useOtherDocument(other, pasted)
  const comparison = useComparison()
  const chosen = traffics[traffic]?.traffic
  return (
    <SplitView
      label="What to compare"
      input={
        <div className={styles.panel}>
          <Choice
            label="Traffic"
            options={traffics}
            value={String(traffic)}
            onChange={next => setTraffic(Number(next))}
          />
          <Choice label="A, this document, with B" options={choices} value={other} onChange={setOther} />
          {other === PASTED && (
            <Field label="Document B" hint="A decK state file.">
              {control => (
                <TextArea
                  {...control}
                  rows={16}
                  value={pasted}
                  onChange={event => setPasted(event.target.value)}
                />
              )}
            </Field>
          )}
          {other === PASTED && (
            <Button size="small" onClick={() => setPasted(document.text)}>
              Start from this document
            </Button>
          )}
        </div>
      }
      actions={
        <RunButton
          label="Compare"
          disabledReason={b === undefined ? 'There is no document B yet' : undefined}
          onRun={() => b && chosen && void comparison.start({ a: document, b, traffic: chosen })}
        />
      }
    >
      <Result comparison={comparison} />
    </SplitView>
  )
}

interface TrafficChoice {
  value: string
  label: string
  traffic: Traffic
}

/** What the other tabs have. */
function useTraffics(): TrafficChoice[] {
  const { document } = useSimulatedWorkspace()
  const names = useDocumentNames(document)
  const { requests, record, staged = firstScenario(names) } = useDrafts()
  const composed = scenario.safeParse(scenarioOf(requests)).data
  const [first] = requests
  const recorded = record && recordTraffic(record)
  const all: { label: string; traffic: Traffic | undefined }[] = [
    {
      label:
        requests.length === 1 && first
          ? `Compose: ${requestText(first)}`
          : `Compose: ${countText(requests.length, 'request')}`,
      traffic: composed && { kind: 'scenario', scenario: composed },
    },
    { label: 'Generate: its scenario', traffic: { kind: 'scenario', scenario: staged } },
    { label: `Replay: ${record?.name}`, traffic: recorded },
  ]
  return all
    .flatMap(({ label, traffic }) => (traffic === undefined ? [] : [{ label, traffic }]))
    .map((choice, index) => ({ ...choice, value: String(index) }))
}

interface ChoiceProps {
  label: string
  options: readonly { value: string; label: string }[]
  value: string
  onChange: (value: string) => void
}

function Choice({ label, options, value, onChange }: ChoiceProps) {
  return (
    <Field label={label}>
      {control => (
        <Select {...control} value={value} onChange={event => onChange(event.target.value)}>
          {options.map(option => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

function Result({ comparison }: { comparison: ReturnType<typeof useComparison> }) {
  const { progress, outcome, failure, cancel } = comparison
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
    <section tabIndex={0} className={styles.result} aria-label="Comparison">
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
      {outcome?.kind === 'compared' && <ComparisonReport comparison={outcome.comparison} />}
      {outcome === undefined && progress === undefined && failure === undefined && (
        <EmptyState title="Nothing compared yet">
          The same requests go through both documents: you see which come out differently, and who is billed
          for more or less.
        </EmptyState>
      )}
    </section>
  )
}
