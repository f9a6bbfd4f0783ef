import { LifeBuoy } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { QueueConfig } from '#plugin/config.ts'
import type { Survival, SurvivalPlan } from '#rehearsal/find-survival.ts'
import type { DeliveryLoad, LoadedPlugin } from '#rehearsal/rehearse-load.ts'
import { announce } from '#ui/announce.tsx'
import { Button } from '#ui/button.tsx'
import type { LabProgress, LabRunner } from './lab-task.ts'
import { bytesText, countText, secondsText } from './lab-text.ts'
import styles from './survival-panel.module.css'
import { messageOf } from './use-lab.ts'

interface SurvivalPanelProps {
  runner: LabRunner
  plugin: LoadedPlugin
  load: DeliveryLoad
  /** Events that the last run lost or dropped. */
  gone: number
  /** Writes the settings into the document. */
  onApply: (changes: Partial<QueueConfig>) => void
}

type Search =
  | { name: 'idle' }
  | { name: 'searching'; progress: LabProgress }
  | { name: 'cancelled' }
  | { name: 'found'; survival: Survival }
  | { name: 'failed'; message: string }

/** Looks for the smallest settings of the queue that lose nothing, and writes them into the document. */
export function SurvivalPanel({ runner, plugin, load, gone, onApply }: SurvivalPanelProps) {
  const { search, start, cancel } = useSearch(runner, plugin, load)
  return (
    <section aria-label="Make it survive" className={styles.panel}>
      <div className={styles.head}>
        <Button
          variant={gone > 0 ? 'primary' : 'default'}
          icon={<LifeBuoy aria-hidden="true" />}
          disabledReason={gone === 0 ? 'Nothing is lost' : undefined}
          onClick={start}
        >
          Make it survive
        </Button>
        <p className={styles.said}>{said(search, gone)}</p>
        {search.name === 'searching' && (
          <>
            <progress aria-label="Search" value={search.progress.share} />
            <Button size="small" onClick={cancel}>
              Cancel
            </Button>
          </>
        )}
      </div>
      {search.name === 'found' && search.survival.plans.length > 0 && (
        <div className={styles.plans}>
          {search.survival.plans.map(plan => (
            <Plan
              key={JSON.stringify(plan.changes)}
              plan={plan}
              queue={plugin.config.queue}
              load={load}
              onApply={onApply}
            />
          ))}
        </div>
      )}
    </section>
  )
}

/** A search is of one plugin and load: with others it is over. */
function useSearch(runner: LabRunner, plugin: LoadedPlugin, load: DeliveryLoad) {
  const [search, setSearch] = useState<Search>({ name: 'idle' })
  const current = useRef<AbortController>(undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is searched for has changed
  useEffect(() => {
    setSearch({ name: 'idle' })
    return () => current.current?.abort(new Error('the settings changed'))
  }, [plugin, load])
  const start = () => {
    const controller = new AbortController()
    current.current?.abort(new Error('searched again'))
    current.current = controller
    const change = (next: Search) => {
      if (!controller.signal.aborted) setSearch(next)
    }
    const onProgress = (progress: LabProgress) => change({ name: 'searching', progress })
    onProgress({ setting: 1, share: 0 })
    runner.survive({ plugin, load }, controller.signal, onProgress).then(
      survival => {
        change({ name: 'found', survival })
        if (!controller.signal.aborted) announce(said({ name: 'found', survival }, 1))
      },
      (cause: unknown) => change({ name: 'failed', message: messageOf(cause) }),
    )
  }
  const cancel = () => {
    current.current?.abort(new Error('cancelled'))
    setSearch({ name: 'cancelled' })
    announce('The search was cancelled')
  }
  return { search, start, cancel }
}

function said(search: Search, gone: number): string {
  if (search.name === 'searching')
    return `Runs one setting after the other: number ${search.progress.setting}…`
  if (search.name === 'failed') return `The search was given up: ${search.message}.`
  if (search.name === 'idle' || search.name === 'cancelled') {
    return gone === 0
      ? 'Nothing is lost with these settings.'
      : 'Finds the smallest settings of the queue that lose nothing, and checks them by running them.'
  }
  const { plans, survives, tried, givenUp } = search.survival
  const unfinished =
    givenUp === 0 ? '' : ` ${givenUp} of them made too many attempts to be played to the end.`
  if (survives) return 'Nothing is lost with these settings.'
  return plans.length === 0
    ? `No settings of the queue keep all of these events; ${tried} were run.${unfinished}`
    : `${tried} settings were run. With these nothing is lost:`
}

interface PlanProps {
  plan: SurvivalPlan
  queue: QueueConfig
  load: DeliveryLoad
  onApply: (changes: Partial<QueueConfig>) => void
}

function Plan({ plan: { changes, report }, queue, load, onApply }: PlanProps) {
  const fields = Object.keys(changes) as (keyof QueueConfig)[]
  const unlimited = (changes.concurrency_limit ?? queue.concurrency_limit) === -1
  return (
    <article className={styles.plan}>
      <table className={styles.diff} aria-label={`${fields.length} settings changed`}>
        <thead>
          <tr>
            <th scope="col">config.queue</th>
            <th scope="col">Now</th>
            <th scope="col">Then</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(field => (
            <tr key={field}>
              <th scope="row">
                <code>{field}</code>
              </th>
              <td>
                <del>− {valueText(queue[field])}</del>
              </td>
              <td>
                <ins>+ {valueText(changes[field])}</ins>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        0 lost, {countText(report.events.late)} late; the oldest event came after {secondsText(report.oldest)}
        .{' '}
        {unlimited
          ? 'Each event is a request of its own, and nothing limits how many wait in memory.'
          : `At most ${countText(report.maxWaiting)} wait in a worker: some ${bytesText(report.maxWaiting * load.eventBytes)} of memory.`}
      </p>
      <Button size="small" onClick={() => onApply(changes)}>
        Apply to config
      </Button>
    </article>
  )
}

function valueText(value: number | undefined): string {
  return value === undefined ? 'unset' : countText(value)
}
