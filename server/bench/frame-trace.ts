/**
 * What a page's own thread works for its frames, from Chromium's trace. The trace tells for each task how long the thread
 * had the processor for it, so that other programs on the machine are not in the figures, as they are in the time
 * between two frames.
 */
import type { CDPSession } from '@playwright/test'
import { z } from 'zod'

export interface ThreadWork {
  /**
   * Milliseconds of the processor for each frame, in their order: all tasks after the frame before it, with the one that
   * makes it. What does not fit between two frames of the screen drops one.
   */
  frames: number[]
  /** Milliseconds of the processor for each task. */
  tasks: number[]
}

const traceEvent = z.looseObject({
  name: z.string(),
  ph: z.string(),
  pid: z.int(),
  tid: z.int(),
  /** Microseconds, as the durations: `dur` by the clock, `tdur` those in which the thread had the processor. */
  ts: z.number(),
  dur: z.number().optional(),
  tdur: z.number().optional(),
})
type TraceEvent = z.infer<typeof traceEvent>

/** Traces what `run` does; the page must ask for each frame (`requestAnimationFrame`) while it runs. */
export async function traceWork<T>(
  session: CDPSession,
  run: () => Promise<T>,
): Promise<{ result: T; work: ThreadWork }> {
  const events: unknown[] = []
  const collect = ({ value }: { value: unknown[] }) => events.push(...value)
  session.on('Tracing.dataCollected', collect)
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'devtools.timeline'], excludedCategories: ['*'] },
  })
  const result = await run()
  const complete = new Promise<void>(resolve => session.once('Tracing.tracingComplete', () => resolve()))
  await session.send('Tracing.end')
  await complete
  session.off('Tracing.dataCollected', collect)
  return { result, work: workOf(z.array(traceEvent).parse(events)) }
}

function workOf(events: readonly TraceEvent[]): ThreadWork {
  // Only the studied page asks for frames: its thread is where they are given.
  const asked = events.filter(({ name }) => name === 'FireAnimationFrame')
  const [one] = asked
  if (one === undefined) throw new Error('The trace has no frame of the page')
  const tasks = events
    .filter(({ name, ph }) => ph === 'X' && name === 'ThreadControllerImpl::RunTask')
    .filter(({ pid, tid }) => pid === one.pid && tid === one.tid)
    .sort((left, right) => left.ts - right.ts)
  return {
    frames: workByFrame(
      tasks,
      asked.map(({ ts }) => ts),
    ),
    tasks: tasks.map(milliseconds),
  }
}

function workByFrame(tasks: readonly TraceEvent[], asked: readonly number[]): number[] {
  const frames: number[] = []
  let work = 0
  for (const task of tasks) {
    work += milliseconds(task)
    if (!asked.some(at => at >= task.ts && at <= task.ts + (task.dur ?? 0))) continue
    frames.push(work)
    work = 0
  }
  // The first has what was done since the trace began.
  return frames.slice(1)
}

function milliseconds({ tdur }: TraceEvent): number {
  return (tdur ?? 0) / 1000
}
