/** The run of the settings as they stand, and the search for settings that survive. */
import { useEffect, useState } from 'react'
import type { DeliveryLoad, LoadedPlugin, LoadReport } from '#rehearsal/rehearse-load.ts'
import type { LabRunner } from './lab-task.ts'

export interface Lab {
  /** The last run; still shown while the next one is under way. */
  report: LoadReport | undefined
  /** What the report is of. */
  load: DeliveryLoad | undefined
  isRunning: boolean
  /** How much of the run is done, from 0 to 1. */
  share: number
  /** A sentence, when the worker itself failed. */
  failure: string | undefined
}

/** A pause in typing or dragging before it runs again. */
const PAUSE_MILLISECONDS = 120

/** Runs whenever plugin or load are other objects than before; an undefined load is not run. */
export function useLab(
  runner: LabRunner,
  plugin: LoadedPlugin | undefined,
  load: DeliveryLoad | undefined,
): Lab {
  const [lab, setLab] = useState<Lab>({
    report: undefined,
    load: undefined,
    isRunning: false,
    share: 0,
    failure: undefined,
  })
  useEffect(() => {
    if (plugin === undefined || load === undefined) return
    const controller = new AbortController()
    const { signal } = controller
    const change = (next: Partial<Lab>) => {
      if (!signal.aborted) setLab(before => ({ ...before, ...next }))
    }
    const timer = setTimeout(() => {
      change({ isRunning: true, share: 0, failure: undefined })
      runner
        .run({ plugin, load }, signal, ({ share }) => change({ share }))
        .then(
          report => change({ report, load, isRunning: false }),
          // What is shown must not be taken for what was asked.
          (cause: unknown) => change({ report: undefined, isRunning: false, failure: messageOf(cause) }),
        )
    }, PAUSE_MILLISECONDS)
    return () => {
      clearTimeout(timer)
      controller.abort(new Error('the settings changed'))
    }
  }, [runner, plugin, load])
  return lab
}

export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
