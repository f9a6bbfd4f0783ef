import { useState } from 'react'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import type { Decision, PlayedRequest, PlayedRun } from '../run/job.ts'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import { decisionLooks } from './decision-look.ts'
import { mendsOf, type RequestMend } from './mend.ts'
import { MendedPanel } from './mended-panel.tsx'
import { RequestDrawer } from './request-drawer.tsx'
import { RequestTable } from './request-table.tsx'
import styles from './result.module.css'
import { numberText } from './run-text.ts'
import { useDocumentMend } from './use-document-mend.ts'

export interface RequestsViewProps {
  run: PlayedRun
  consumers: readonly string[]
  onMend: (mend: RequestMend, request: PlayedRequest) => void
  /** Sends one once more, as it is; absent where the composer does that. */
  onResend?: (request: PlayedRequest) => void
  onEdit: (request: PlayedRequest) => void
}

const decisions = ['emitted', 'dropped', 'not_metered', 'no_plugin'] as const

/** The run's requests, or some of them, with the details of one. */
export function RequestsView({ run, consumers, onMend, onResend, onEdit }: RequestsViewProps) {
  const [only, setOnly] = useState<Decision>()
  const { document } = useSimulatedWorkspace()
  const { apply, mended } = useDocumentMend()
  const [open, setOpen] = useState<{ number: number; by: 'keyboard' | 'pointer' }>()
  const shown = only === undefined ? run.samples : run.samples.filter(({ decision }) => decision === only)
  const request = run.samples.find(({ number }) => number === open?.number)
  return (
    <div className={styles.pane} data-open={request !== undefined || undefined}>
      <div className={styles.main}>
        <Filters run={run} only={only} onChange={setOnly} />
        {mended && request === undefined && (
          <div className={styles.beside}>
            <MendedPanel mended={mended} />
          </div>
        )}
        {shown.length === 0 ? (
          <EmptyState title={run.samples.length === 0 ? 'There was no request' : 'No request of this kind'} />
        ) : (
          <div className={styles.list}>
            <RequestTable
              requests={shown}
              open={request?.number}
              onOpen={(number, by) => setOpen({ number, by })}
            />
          </div>
        )}
      </div>
      {request && (
        <RequestDrawer
          key={request.number}
          request={request}
          mends={mendsOf(request, { consumers, release: document.release })}
          mended={mended && <MendedPanel mended={mended} />}
          focus={open?.by === 'keyboard'}
          onClose={() => setOpen(undefined)}
          onMend={mend =>
            mend.kind === 'document' || mend.kind === 'condition' ? void apply(mend) : onMend(mend, request)
          }
          onResend={onResend && (() => onResend(request))}
          onEdit={() => onEdit(request)}
        />
      )}
    </div>
  )
}

interface FiltersProps {
  run: PlayedRun
  only: Decision | undefined
  onChange: (only: Decision | undefined) => void
}

function Filters({ run: { summary, samples }, only, onChange }: FiltersProps) {
  const { requests } = summary
  const present = decisions.filter(decision => requests[decision] > 0)
  const isCut = samples.length < requests.requests
  return (
    <fieldset className={styles.filters}>
      <legend className="visually-hidden">Requests to show</legend>
      <Button
        size="small"
        variant="quiet"
        aria-pressed={only === undefined}
        onClick={() => onChange(undefined)}
      >
        All {numberText(requests.requests)}
      </Button>
      {present.map(decision => (
        <Button
          key={decision}
          size="small"
          variant="quiet"
          aria-pressed={only === decision}
          onClick={() => onChange(decision)}
        >
          {decisionLooks[decision].glyph} {decisionLooks[decision].word} {numberText(requests[decision])}
        </Button>
      ))}
      {isCut && (
        <span className={styles.detail}>
          The first 200 and some of each reason are listed; the report counts all.
        </span>
      )}
    </fieldset>
  )
}
