import { useDroppedFiles } from '#ui/use-dropped-files.ts'
import { composedFromPlayed } from '../compose/composed-request.ts'
import { useDrafts } from '../drafts.ts'
import { ClockField } from '../live/clock-field.tsx'
import { LiveButton } from '../live/live-button.tsx'
import { liveLimit, liveRecord } from '../live/live-record.ts'
import { NoRunYet, ResultPane } from '../result/result-pane.tsx'
import { countText, durationText } from '../result/run-text.ts'
import { useMending } from '../result/use-mending.ts'
import { type Playing, usePlaying } from '../run/use-playing.ts'
import { RunButton } from '../run-button.tsx'
import { SplitView } from '../split-view.tsx'
import { missingOf, type OpenedRecord, openRecord, recordTraffic } from './opened-record.ts'
import { ReplayPanel } from './replay-panel.tsx'

/** Recorded traffic: who would be billed for it, and what would be dropped. */
export function ReplayTab() {
  const { record, setRecord, speed } = useDrafts()
  const { run, play } = usePlaying('replay')
  const mending = useMending(composedFromPlayed)
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
      input={
        <ReplayPanel record={record} over={over} onOpen={open} onChange={setRecord}>
          {record && <LiveClock record={record} />}
        </ReplayPanel>
      }
      actions={<Action record={record} run={run} play={play} />}
    >
      <ResultPane
        run={run}
        firstView="report"
        {...mending}
        empty={
          <NoRunYet title="No traffic opened yet" isLive={record !== undefined && speed !== undefined}>
            Open what you have of your traffic: you see who would be billed for how much, what would be
            dropped and why, and what that makes in a month.
          </NoRunYet>
        }
      />
    </SplitView>
  )
}

function LiveClock({ record }: { record: OpenedRecord }) {
  const { speed } = useDrafts()
  const limit = liveLimit(record)
  return (
    <>
      <ClockField />
      {speed !== undefined && limit?.kind === 'cut' && <p>{limit.text}</p>}
    </>
  )
}

interface ActionProps extends Pick<Playing, 'run' | 'play'> {
  record: OpenedRecord | undefined
}

/** Plays it in the page, or sends it through the gateway at its times. */
function Action({ record, run: { last }, play }: ActionProps) {
  const { speed } = useDrafts()
  const traffic = record && recordTraffic(record)
  const disabledReason = record === undefined ? 'Open a record of traffic first' : missingOf(record)
  if (speed === undefined || record === undefined) {
    return <RunButton label="Replay" disabledReason={disabledReason} onRun={() => traffic && play(traffic)} />
  }
  const limit = liveLimit(record)
  const refused = limit?.kind === 'refused' ? limit.text : undefined
  const played = last?.job.traffic.kind === 'record' && last.job.traffic.file === record.file && last.run
  const what =
    played && limit === undefined
      ? `${countText(played.summary.requests.requests, 'request')} in ${durationText(played.summary.duration / speed)}`
      : 'its requests'
  return (
    <LiveButton
      what={what}
      speed={speed}
      traffic={() => liveRecord(record)}
      disabledReason={disabledReason ?? refused}
    />
  )
}
