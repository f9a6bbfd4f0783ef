import { scenario } from '#rehearsal/scenario.ts'
import { useDrafts } from '../drafts.ts'
import type { RequestMend } from '../result/mend.ts'
import { NoRunYet, ResultPane } from '../result/result-pane.tsx'
import { countText } from '../result/run-text.ts'
import { mendedRequest } from '../result/use-mending.ts'
import type { PlayedRequest } from '../run/job.ts'
import { usePlaying } from '../run/use-playing.ts'
import { RunButton } from '../run-button.tsx'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import { SplitView } from '../split-view.tsx'
import { useDocumentNames } from '../use-document-names.ts'
import { ComposePanel } from './compose-panel.tsx'
import { type ComposedRequest, composedFromPlayed, composedIndexOf, scenarioOf } from './composed-request.ts'

import { SendButton } from './send-button.tsx'

/** Requests by hand: each with its decision and its trace. */
export function ComposeTab() {
  const { document } = useSimulatedWorkspace()
  const { consumers } = useDocumentNames(document)
  const { requests, setRequests, sent, setSent } = useDrafts()
  const { run, playScenario } = usePlaying('compose')
  const send = (next: readonly ComposedRequest[]) => {
    setSent(next)
    playScenario(scenario.safeParse(scenarioOf(next)))
  }
  /** The composed request that a played one is one of, at its place in the form; else a new one. */
  const edit = (played: PlayedRequest, change: (request: ComposedRequest) => ComposedRequest) => {
    const index = composedIndexOf(sent, played.number)
    const composed = sent[index]
    const place = composed === undefined ? -1 : requests.indexOf(composed)
    if (place !== -1 && composed !== undefined)
      return setRequests(requests.with(place, change(composed)), place)
    setRequests([...requests, change(composedFromPlayed(played))], requests.length)
  }
  const mend = (chosen: RequestMend, played: PlayedRequest) =>
    edit(played, request => mendedRequest(request, chosen))
  const total = requests.reduce((sum, { times }) => sum + times, 0)
  return (
    <SplitView
      label="Requests"
      input={<ComposePanel consumers={consumers} />}
      actions={
        <>
          <RunButton label={`Simulate ${countText(total, 'request')}`} onRun={() => send(requests)} />
          <SendButton requests={requests} />
        </>
      }
    >
      <ResultPane
        run={run}
        consumers={consumers}
        onMend={mend}
        onResend={played => {
          const index = composedIndexOf(sent, played.number)
          send([{ ...(sent[index] ?? composedFromPlayed(played)), times: 1 }])
        }}
        onEdit={played => edit(played, request => request)}
        empty={
          <NoRunYet title="No requests sent yet">
            Paste the curl command of the documents at the left, or fill the form, and send. It goes through
            the engine of the gateway in this page, on virtual time.
          </NoRunYet>
        }
      />
    </SplitView>
  )
}
