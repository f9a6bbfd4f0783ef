import { useDroppedFiles } from '#ui/use-dropped-files.ts'
import { composedFromPlayed } from '../compose/composed-request.ts'
import { useDrafts } from '../drafts.ts'
import { NoRunYet, ResultPane } from '../result/result-pane.tsx'
import { useMending } from '../result/use-mending.ts'
import { usePlaying } from '../run/use-playing.ts'
import { RunButton } from '../run-button.tsx'
import { SplitView } from '../split-view.tsx'
import { openRecord, recordTraffic } from './opened-record.ts'
import { ReplayPanel } from './replay-panel.tsx'

/** Recorded traffic: who would be billed for it, and what would be dropped. */
export function ReplayTab() {
  const { record, setRecord } = useDrafts()
  const { run, play } = usePlaying()
  const mending = useMending(composedFromPlayed)
  const traffic = record && recordTraffic(record)
  const open = async (name: string, file: Blob) => {
    const opened = await openRecord(name, file)
    setRecord(opened)
    const known = recordTraffic(opened)
    if (known !== undefined) play(known)
  }
  const over = useDroppedFiles(([file]) => file && void open(file.name, file))
  return (
    <SplitView
      label="Record of traffic"
      input={<ReplayPanel record={record} over={over} onOpen={open} onChange={setRecord} />}
      actions={
        <RunButton
          label="Replay"
          disabledReason={traffic === undefined ? 'Open a record of traffic first' : undefined}
          onRun={() => traffic && play(traffic)}
        />
      }
    >
      <ResultPane
        run={run}
        firstView="report"
        {...mending}
        empty={
          <NoRunYet title="No traffic opened yet">
            Open what you have of your traffic: you see who would be billed for how much, what would be
            dropped and why, and what that makes in a month.
          </NoRunYet>
        }
      />
    </SplitView>
  )
}
