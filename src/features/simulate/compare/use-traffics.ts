import { scenario } from '#rehearsal/scenario.ts'
import { requestText, scenarioOf } from '../compose/composed-request.ts'
import { useDrafts } from '../drafts.ts'
import { firstScenario } from '../generate/first-scenario.ts'
import { recordTraffic } from '../replay/opened-record.ts'
import { countText } from '../result/run-text.ts'
import type { Traffic } from '../run/job.ts'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import { useDocumentNames } from '../use-document-names.ts'

export interface TrafficChoice {
  value: string
  label: string
  traffic: Traffic
}

/** What the other tabs have. */
export function useTraffics(): TrafficChoice[] {
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
