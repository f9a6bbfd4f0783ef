import { useCallback, useMemo } from 'react'
import { Link } from 'wouter'
import type { QueueConfig } from '#plugin/config.ts'
import { type DeliveryLoad, eventsOf, type LoadedPlugin } from '#rehearsal/rehearse-load.ts'
import type { SinkFault } from '#rehearsal/scenario.ts'
import { Badge } from '#ui/badge.tsx'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { Field } from '#ui/field.tsx'
import { Select } from '#ui/input.tsx'
import { useSearchState } from '#ui/use-search-state.ts'
import styles from './delivery-page.module.css'
import { faultsText } from './fault-text.ts'
import { FaultWindows } from './fault-windows.tsx'
import { labSearch, loadOf, tenMinuteOutage, tooMuch } from './lab-settings.ts'
import type { LabRunner } from './lab-task.ts'
import { LoadForm } from './load-form.tsx'
import { FirstRun, NextRun } from './run-progress.tsx'
import { RunResult } from './run-result.tsx'
import { type EventPrice, useEventPrice } from './use-event-price.ts'
import { type Lab as LabState, useLab } from './use-lab.ts'

/** A plugin of the document whose config is valid, with how it is called. */
export interface LabPlugin extends LoadedPlugin {
  name: string
}

/** The document of the open workspace, as the lab needs it. */
export interface LabDocument {
  plugins: readonly LabPlugin[]
  /** Whether the document has a plugin at all, valid or not. */
  hasPlugin: boolean
  /** Writes settings of a plugin's queue into the document, as one step of its history. */
  apply: (plugin: LabPlugin, changes: Partial<QueueConfig>) => void
}

interface DeliveryPageProps {
  document: LabDocument
  runner: LabRunner
}

/** The Delivery page: the plugin's queue on virtual time before an ingest endpoint that fails. */
export function DeliveryPage({ document, runner }: DeliveryPageProps) {
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>Delivery</h1>
        <Badge tone="ok" glyph="●">
          Simulated
        </Badge>
        <span className={styles.said}>Simulated. Nothing was sent to Konnect.</span>
      </header>
      {document.plugins.length === 0 ? (
        <NoPlugin hasPlugin={document.hasPlugin} />
      ) : (
        <Lab document={document} runner={runner} />
      )}
    </div>
  )
}

function NoPlugin({ hasPlugin }: { hasPlugin: boolean }) {
  return hasPlugin ? (
    <EmptyState title="The plugin has an error" actions={<Link href="/config">Mend it in Config</Link>}>
      Its queue can be rehearsed once its config is valid.
    </EmptyState>
  ) : (
    <EmptyState title="No deliveries yet" actions={<Link href="/config">Add the plugin in Config</Link>}>
      The document has no metering-and-billing plugin, so there is no queue to rehearse.
    </EmptyState>
  )
}

function Lab({ document, runner }: DeliveryPageProps) {
  const { plugins, apply } = document
  const [search, setSearch] = useSearchState(labSearch)
  const plugin = plugins[search.plugin] ?? plugins[0]
  const { rate, bytes, rtt, workers, for: duration, faults } = search
  const load = useMemo(
    () => loadOf({ plugin: 0, rate, bytes, rtt, workers, for: duration, faults }),
    [rate, bytes, rtt, workers, duration, faults],
  )
  const excess = tooMuch(load)
  const lab = useLab(runner, plugin, excess === undefined ? load : undefined)
  const price = useEventPrice(search.price)
  const setFaults = useCallback(
    (next: SinkFault[]) => setSearch({ faults: faultsText(next), t: undefined }),
    [setSearch],
  )
  const onMoment = useCallback((t: number) => setSearch({ t: Number(t.toFixed(2)) }), [setSearch])
  if (plugin === undefined) return null
  return (
    <div className={styles.lab}>
      <div className={styles.settings}>
        {plugins.length > 1 && (
          <Field label="Plugin instance">
            {control => (
              <Select
                {...control}
                value={plugins.indexOf(plugin)}
                onChange={event => setSearch({ plugin: event.target.value, t: undefined })}
              >
                {plugins.map(({ name }, index) => (
                  <option key={name} value={index}>
                    {name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        <LoadForm
          search={search}
          plugin={plugin}
          price={price}
          onChange={change => setSearch({ ...change, t: undefined })}
        />
        <FaultWindows faults={load.sink.faults} duration={duration} onChange={setFaults} />
        {faults === '' && (
          <div>
            <Button size="small" onClick={() => setSearch({ faults: tenMinuteOutage(duration) })}>
              Try a 10-minute outage
            </Button>
          </div>
        )}
      </div>
      <Outcome
        {...{ plugin, price, runner, lab, load, excess, onMoment }}
        t={search.t}
        onApply={changes => apply(plugin, changes)}
      />
    </div>
  )
}

interface OutcomeProps {
  plugin: LabPlugin
  price: EventPrice
  runner: LabRunner
  lab: LabState
  /** What is asked; the last report may be of another. */
  load: DeliveryLoad
  /** Why it is not run. */
  excess: string | undefined
  t: number | undefined
  onMoment: (t: number) => void
  onApply: (changes: Partial<QueueConfig>) => void
}

/** What came of the run, or how far the first one is. */
function Outcome({ lab, load, excess, ...result }: OutcomeProps) {
  const isFirst = lab.report === undefined && lab.failure === undefined && excess === undefined
  return (
    <div className={styles.outcome} aria-busy={lab.isRunning}>
      {lab.isRunning && lab.report !== undefined && <NextRun share={lab.share} />}
      <div
        className={styles.result}
        data-stale={lab.report !== undefined && (lab.isRunning || excess !== undefined)}
      >
        {excess !== undefined && <Banner tone="warn">{excess}</Banner>}
        {lab.failure !== undefined && <Banner tone="danger">The run was given up: {lab.failure}.</Banner>}
        {isFirst && <FirstRun events={eventsOf(load)} share={lab.share} />}
        {lab.report !== undefined && lab.load !== undefined && (
          <RunResult {...result} load={lab.load} report={lab.report} />
        )}
      </div>
    </div>
  )
}
