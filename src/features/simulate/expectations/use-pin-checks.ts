import { useEffect, useState } from 'react'
import type { SimulatedDocument } from '../run/job.ts'
import type { Runner } from '../run/worker-runner.ts'
import { checkPin, type PinCheck, unchecked } from './check-pin.ts'
import type { Pin } from './pins.ts'

const TYPING_MILLISECONDS = 400

/** The checks of all pinned runs by their ids, made anew after each change of the document. */
export function usePinChecks(
  pins: readonly Pin[],
  document: SimulatedDocument,
  runner: Runner,
): ReadonlyMap<string, PinCheck> {
  const [checks, setChecks] = useState<ReadonlyMap<string, PinCheck>>(new Map())
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    const check = (pin: Pin) =>
      checkPin(pin, document, { runner, signal }).catch((cause: unknown) =>
        unchecked([cause instanceof Error ? cause.message : String(cause)]),
      )
    const checkAll = async () => {
      for (const pin of pins) {
        const checked = await check(pin)
        if (signal.aborted) return
        setChecks(before => new Map(before).set(pin.id, checked))
      }
    }
    const timer = setTimeout(() => void checkAll(), TYPING_MILLISECONDS)
    return () => {
      clearTimeout(timer)
      controller.abort(new DOMException('superseded', 'AbortError'))
    }
  }, [pins, document, runner])
  return checks
}
