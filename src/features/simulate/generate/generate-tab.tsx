import { useState } from 'react'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { type Scenario, type Stage, scenario } from '#rehearsal/scenario.ts'
import { announce } from '#ui/announce.tsx'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { composedFromPlayed } from '../compose/composed-request.ts'
import { useDrafts } from '../drafts.ts'
import { ClockField } from '../live/clock-field.tsx'
import { LiveButton } from '../live/live-button.tsx'
import { useLiveRun } from '../live/use-live-run.ts'
import { NumberInput } from '../number-input.tsx'
import { NoRunYet, ResultPane } from '../result/result-pane.tsx'
import { countText, durationText } from '../result/run-text.ts'
import { useMending } from '../result/use-mending.ts'
import { type Playing, usePlaying } from '../run/use-playing.ts'
import { RunButton } from '../run-button.tsx'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import { SplitView } from '../split-view.tsx'
import { useDocumentNames } from '../use-document-names.ts'
import { firstScenario } from './first-scenario.ts'
import styles from './generate.module.css'
import { StageChoice, StageList } from './stage-list.tsx'
import { StageMix } from './stage-mix.tsx'

/** Traffic made up by a scenario of stages: the same with the same seed. */
export function GenerateTab() {
  const { document } = useSimulatedWorkspace()
  const names = useDocumentNames(document)
  const { staged = firstScenario(names), setStaged, speed } = useDrafts()
  const { run, playScenario } = usePlaying('generate')
  const mending = useMending(composedFromPlayed)
  return (
    <SplitView
      label="Scenario"
      input={<ScenarioForm staged={staged} consumers={names.consumers} onChange={setStaged} />}
      actions={<Action staged={staged} playScenario={playScenario} />}
    >
      <ResultPane
        run={run}
        firstView="report"
        {...mending}
        remedy={<ReadyConfiguration name={staged.name} />}
        empty={
          <NoRunYet title="Nothing generated yet" isLive={speed !== undefined}>
            Say at the left how much traffic comes when and from whom, then run: a million requests take some
            seconds. The same seed gives the same numbers, here and on the command line.
          </NoRunYet>
        }
      />
    </SplitView>
  )
}

/** A scenario that is ready has a configuration that it fits. */
function ReadyConfiguration({ name }: { name: string | undefined }) {
  const { changeText } = useSimulatedWorkspace()
  const ready = documentedScenarios.find(({ scenario: { name: known } }) => known === name)
  if (ready === undefined) return null
  return (
    <Button size="small" onClick={() => changeText(ready.document)}>
      Use the scenario’s configuration
    </Button>
  )
}

interface ActionProps extends Pick<Playing, 'playScenario'> {
  staged: Scenario
}

/** Plays it in the page, or sends it through the gateway. */
function Action({ staged, playScenario }: ActionProps) {
  const { speed } = useDrafts()
  const { mostPerSecond } = useLiveRun()
  const requests = countText(requestsOf(staged), 'request')
  if (speed === undefined) {
    return <RunButton label={`Run ${requests}`} onRun={() => playScenario(scenario.safeParse(staged))} />
  }
  const traffic = async () => {
    const parsed = scenario.safeParse(staged)
    if (parsed.success) return { kind: 'scenario', scenario: parsed.data } as const
    playScenario(parsed)
    return undefined
  }
  const planned = staged.stages.reduce((sum, stage) => sum + stage.for, 0) / speed
  const seconds = Math.max(planned, requestsOf(staged) / (mostPerSecond ?? Number.POSITIVE_INFINITY))
  return <LiveButton what={`${requests} in ${durationText(seconds)}`} speed={speed} traffic={traffic} />
}

/** Of stages at random, as many as are to be expected. */
function requestsOf({ stages }: Scenario): number {
  return stages.reduce(
    (sum, { rate, for: length }) => sum + Math.round(((rate.from + rate.to) / 2) * length),
    0,
  )
}

interface ScenarioFormProps {
  staged: Scenario
  consumers: readonly string[]
  onChange: (staged: Scenario) => void
}

function ScenarioForm({ staged, consumers, onChange }: ScenarioFormProps) {
  const [wanted, setChosen] = useState(0)
  const { stages, about, seed, workers } = staged
  const chosen = Math.min(wanted, stages.length - 1)
  const stage = stages[chosen]
  const set = (part: Partial<Scenario>) => onChange({ ...staged, ...part })
  const copyToAll = (from: Stage) => {
    set({
      stages: stages.map(({ name, for: length, rate, arrivals }) => ({
        ...from,
        name,
        for: length,
        rate,
        arrivals,
      })),
    })
    announce(`The mix of stage ${chosen + 1} is that of all stages`)
  }
  return (
    <div className={styles.panel}>
      {about !== '' && <p className={styles.about}>{about}</p>}
      <StageList stages={stages} onChange={next => set({ stages: next })} />
      <div className={styles.fields}>
        <Field label="Seed" hint="Same seed, same numbers.">
          {control => (
            <NumberInput
              {...control}
              whole
              min={-Number.MAX_SAFE_INTEGER}
              value={seed}
              onChange={next => set({ seed: next })}
            />
          )}
        </Field>
        <Field label="Workers" hint="Of the gateway; each has its own queues.">
          {control => (
            <NumberInput
              {...control}
              whole
              min={1}
              max={256}
              value={workers}
              onChange={next => set({ workers: next })}
            />
          )}
        </Field>
      </div>
      <ClockField peak={Math.max(0, ...stages.flatMap(({ rate }) => [rate.from, rate.to]))} />
      {stage && (
        <>
          <StageChoice
            stages={stages}
            chosen={chosen}
            onChoose={setChosen}
            onCopyToAll={() => copyToAll(stage)}
          />
          <StageMix
            key={chosen}
            stage={stage}
            consumers={consumers}
            onChange={changed => set({ stages: stages.with(chosen, changed) })}
          />
        </>
      )}
    </div>
  )
}
