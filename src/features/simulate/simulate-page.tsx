import { useState } from 'react'
import { z } from 'zod'
import { type Scenario, scenario } from '#rehearsal/scenario.ts'
import { Tabs } from '#ui/tabs.tsx'
import { useSearchState } from '#ui/use-search-state.ts'
import { CompareTab } from './compare/compare-tab.tsx'
import { ComposeTab } from './compose/compose-tab.tsx'
import { scenarioOf } from './compose/composed-request.ts'
import { useDrafts } from './drafts.ts'
import { ExpectationsTab } from './expectations/expectations-tab.tsx'
import { firstScenario } from './generate/first-scenario.ts'
import { GenerateTab } from './generate/generate-tab.tsx'
import { LiveRunStrip } from './live/live-run-strip.tsx'
import { ReplayTab } from './replay/replay-tab.tsx'
import { isAnythingSold, useStudioPrices } from './result/studio-prices.ts'
import { createPricedRunner } from './run/priced-runner.ts'
import { RunnerProvider } from './run/use-run.ts'
import { createWorkerRunner, type Runner } from './run/worker-runner.ts'
import { ScenarioBar } from './scenarios/scenario-bar.tsx'
import styles from './simulate-page.module.css'
import { type SimulatedWorkspace, SimulatedWorkspaceProvider } from './simulated-workspace.ts'
import { type DocumentNames, useDocumentNames } from './use-document-names.ts'

const labels = {
  compose: 'Compose',
  replay: 'Replay',
  generate: 'Generate',
  compare: 'Compare',
  expectations: 'Expectations',
} as const
const tabNames = ['compose', 'replay', 'generate', 'compare', 'expectations'] as const
const tabs = tabNames.map(value => ({ value, label: labels[value] }))
const search = z.object({ tab: z.enum(tabNames).default('compose') })

interface SimulatePageProps {
  workspace: SimulatedWorkspace
  /** Plays the runs; a worker unless given. */
  runner?: Runner
}

/** The Simulate page: traffic through the workspace's document, on virtual time. */
export function SimulatePage({ workspace, runner: given }: SimulatePageProps) {
  const runner = usePricedRunner(given)
  const [{ tab }, setState] = useSearchState(search)
  const names = useDocumentNames(workspace.document)
  return (
    <RunnerProvider value={runner}>
      <SimulatedWorkspaceProvider value={workspace}>
        <div className={styles.page}>
          <h1 className="visually-hidden">Simulate</h1>
          <LiveRunStrip />
          <Tabs
            label="Simulate"
            tabs={tabs}
            value={tab}
            onChange={next => setState({ tab: next })}
            className={styles.tabs}
            actions={
              <ScenarioBar
                current={() => currentScenario(tab, names)}
                onOpen={next => setState({ tab: next })}
              />
            }
          >
            {tab === 'compose' && <ComposeTab />}
            {tab === 'replay' && <ReplayTab />}
            {tab === 'generate' && <GenerateTab />}
            {tab === 'compare' && <CompareTab />}
            {tab === 'expectations' && <ExpectationsTab />}
          </Tabs>
        </div>
      </SimulatedWorkspaceProvider>
    </RunnerProvider>
  )
}

/** The runner, with what is sold when a run begins. */
function usePricedRunner(given: Runner | undefined): Runner {
  const readPrices = useStudioPrices()
  const [runner] = useState(() =>
    createPricedRunner(given ?? createWorkerRunner(), async () => {
      const prices = await readPrices()
      return isAnythingSold(prices) ? prices : undefined
    }),
  )
  return runner
}

/** What the tab plays, where that is a scenario. */
function currentScenario(tab: (typeof tabNames)[number], names: DocumentNames): Scenario | undefined {
  const { requests, staged } = useDrafts.getState()
  return tab === 'generate' ? (staged ?? firstScenario(names)) : scenario.safeParse(scenarioOf(requests)).data
}
