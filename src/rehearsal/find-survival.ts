/** The smallest settings of a queue that lose nothing of a load, each found and then checked by running it. */
import { sustainedRate } from '#metering/sustained-rate.ts'
import type { QueueConfig } from '#plugin/config.ts'
import {
  type DeliveryLoad,
  type LoadedPlugin,
  type LoadReport,
  LoadTooLongError,
  rehearseLoad,
} from './rehearse-load.ts'

/** Settings with which nothing is lost. `changes` has what differs from the plugin's, in the order of Kong's schema. */
export interface SurvivalPlan {
  changes: Partial<QueueConfig>
  report: LoadReport
}

export interface Survival {
  /** With one timer and without a limit of timers, whatever the plugin has first. Empty: no settings of the queue help. */
  plans: SurvivalPlan[]
  /** Whether the plugin as it is loses nothing already. */
  survives: boolean
  /** How many settings were run. */
  tried: number
  /** How many of them took too long to be played to their end. */
  givenUp: number
}

export interface SurvivalProgress {
  /** The setting that is run, from 1. */
  setting: number
  /** How far, from 0 to 1. */
  share: number
}

const MAX_BATCH_SIZE = 1_000_000
const MAX_ENTRIES = 1_000_000
/** Some thirty years. */
const FOR_EVER = 1_000_000_000
/** What a candidate is raised by when it turns out too small: a second try of a batch does not come as the first one did. */
const STEP = 1.25
const STEPS = 8

interface SurvivalSearch {
  onProgress?: (progress: SurvivalProgress) => void
  /** After more attempts a run is given up. */
  maxAttempts?: number
}

/** Throws `LoadTooLongError` when the plugin as it is cannot be played to the end. */
export function findSurvival(
  plugin: LoadedPlugin,
  load: DeliveryLoad,
  { onProgress, maxAttempts }: SurvivalSearch = {},
): Survival {
  const run = { tried: 0, givenUp: 0 }
  const play = (queue: QueueConfig) => {
    run.tried += 1
    const setting = run.tried
    onProgress?.({ setting, share: 0 })
    const changed = { ...plugin, config: { ...plugin.config, queue } }
    const onShare = (share: number) => onProgress?.({ setting, share })
    return rehearseLoad(changed, load, { onShare, ...(maxAttempts && { maxAttempts }) })
  }
  const playToEnd = (queue: QueueConfig) => {
    try {
      return play(queue)
    } catch (cause) {
      if (!(cause instanceof LoadTooLongError)) throw cause
      run.givenUp += 1
      return undefined
    }
  }
  const { queue } = plugin.config
  if (losesNothing(play(queue))) return { plans: [], survives: true, ...run }
  const other = queue.concurrency_limit === 1 ? -1 : 1
  const plans = [queue, { ...queue, concurrency_limit: other } as const].flatMap(base => {
    const plan = planFrom(base, { load, play: playToEnd })
    return plan === undefined ? [] : [{ changes: changesOf(queue, plan.queue), report: plan.report }]
  })
  return { plans, survives: false, ...run }
}

interface Trials {
  load: DeliveryLoad
  /** Undefined for settings that cannot be played to the end. */
  play: (queue: QueueConfig) => LoadReport | undefined
}

interface Tried {
  queue: QueueConfig
  report: LoadReport
}

/** With all the room there is, the run itself says how much of it is needed. */
function planFrom(base: QueueConfig, trials: Trials): Tried | undefined {
  const batched = keepingUp(base, trials.load)
  if (batched === undefined) return undefined
  const roomy = {
    ...batched,
    max_entries: MAX_ENTRIES,
    max_retry_time: FOR_EVER,
    ...(base.max_bytes !== undefined && { max_bytes: Number.MAX_SAFE_INTEGER }),
    ...(base.failure_threshold !== undefined && { failure_threshold: 0 }),
  }
  const needs = trials.play(roomy)
  if (needs === undefined || !losesNothing(needs)) return undefined
  const found = smallest(batched, { needs, trials })
  return found && withoutNeedless(found, base, trials)
}

/** The queue with the smallest max_batch_size that carries away what comes; undefined when none does. */
function keepingUp(queue: QueueConfig, { rate, workers, sink }: DeliveryLoad): QueueConfig | undefined {
  for (let size = 1; size <= MAX_BATCH_SIZE; size = nextRound(size)) {
    const max_batch_size = Math.max(size, queue.max_batch_size)
    const roomy = { ...queue, max_batch_size, max_entries: MAX_ENTRIES }
    if (sustainedRate(roomy, sink.latency) > rate / workers) return { ...queue, max_batch_size }
  }
  return undefined
}

/** 1, 2, 5, 10, 20, 50 … */
function nextRound(size: number): number {
  return String(size).startsWith('2') ? size * 2.5 : size * 2
}

function smallest(
  queue: QueueConfig,
  { needs, trials }: { needs: LoadReport; trials: Trials },
): Tried | undefined {
  for (let step = 0, factor = 1; step < STEPS; step += 1, factor *= STEP) {
    const grown = enlarged(queue, { needs, factor, eventBytes: trials.load.eventBytes })
    const candidates = queue.failure_threshold ? [grown, { ...grown, failure_threshold: 0 }] : [grown]
    for (const candidate of candidates) {
      const report = trials.play(candidate)
      if (report !== undefined && losesNothing(report)) return { queue: candidate, report }
    }
  }
  return undefined
}

/** What can be as it was stays so: the steps above raise all that the run with all the room used. */
function withoutNeedless(found: Tried, base: QueueConfig, trials: Trials): Tried {
  const raised = ['max_batch_size', 'max_entries', 'max_bytes', 'max_retry_time'] as const
  return raised.reduce((tried, field) => {
    if (tried.queue[field] === base[field] || isUsed(field, tried, { base, load: trials.load })) return tried
    const queue = { ...tried.queue, [field]: base[field] }
    const report = trials.play(queue)
    return report !== undefined && losesNothing(report) ? { queue, report } : tried
  }, found)
}

/** Whether the run itself shows that less would have lost something, so that it need not be run. */
function isUsed(
  field: keyof QueueConfig,
  { report }: Tried,
  { base, load }: { base: QueueConfig; load: DeliveryLoad },
): boolean {
  if (field === 'max_entries') return report.maxWaiting > base.max_entries
  // What the endpoint stored all the same is not lost when it is given up.
  const mayBeStored = load.sink.faults.some(({ fault }) => fault === 'answer_lost' || fault === 'slow')
  return field === 'max_retry_time' && !mayBeStored && report.longestTry > base.max_retry_time
}

interface Needs {
  needs: LoadReport
  factor: number
  eventBytes: number
}

/** Nothing is made smaller than it is. */
function enlarged(queue: QueueConfig, { needs, factor, eventBytes }: Needs): QueueConfig {
  const atLeast = (now: number, needed: number) => Math.max(now, roundUp(needed * factor))
  const isSerial = queue.concurrency_limit === 1
  const waiting = Math.max(needs.maxWaiting, queue.max_batch_size)
  return {
    ...queue,
    ...(isSerial && { max_entries: Math.min(MAX_ENTRIES, atLeast(queue.max_entries, waiting)) }),
    ...(isSerial &&
      queue.max_bytes !== undefined && { max_bytes: atLeast(queue.max_bytes, waiting * eventBytes) }),
    max_retry_time: atLeast(queue.max_retry_time, needs.longestTry),
  }
}

/** To two digits: 611.3 → 620. */
function roundUp(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1)
  return Math.ceil(value / unit) * unit
}

export function losesNothing({ events }: LoadReport): boolean {
  return events.lost + events.dropped === 0
}

function changesOf(before: QueueConfig, after: QueueConfig): Partial<QueueConfig> {
  const fields = (Object.keys(before) as (keyof QueueConfig)[]).filter(
    field => after[field] !== before[field],
  )
  return Object.fromEntries(fields.map(field => [field, after[field]]))
}
