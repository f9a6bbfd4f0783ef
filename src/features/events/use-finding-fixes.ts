import { useState } from 'react'
import { createCustomer, createMeter, deleteCustomer, deleteMeter } from '#api/konnect-contract.ts'
import { call } from './call.ts'
import type { FindingFix } from './finding-fix.ts'

/** What became of a fix on this page. */
export interface FixState {
  busy: boolean
  /** The id of what was created; absent before and after undo. */
  made?: string
  /** Why the last step failed. */
  error?: string
}

export interface FindingFixes {
  stateOf: (fix: FindingFix) => FixState
  apply: (fix: FindingFix) => Promise<void>
  undo: (fix: FindingFix) => Promise<void>
}

const untouched: FixState = { busy: false }

/** Creates what a finding misses, and takes it back. `recheck` has the events listed, and so validated, again. */
export function useFindingFixes(recheck: () => Promise<void>): FindingFixes {
  const [states, setStates] = useState<ReadonlyMap<string, FixState>>(new Map())
  const stateOf = (fix: FindingFix) => states.get(fix.key) ?? untouched

  const step = async (fix: FindingFix, run: () => Promise<FixState>) => {
    const set = (state: FixState) => setStates(before => new Map(before).set(fix.key, state))
    const { error: _, ...before } = stateOf(fix)
    if (before.busy) return
    set({ ...before, busy: true })
    try {
      const after = await run()
      await recheck()
      set(after)
    } catch (error) {
      set({ ...before, busy: false, error: error instanceof Error ? error.message : String(error) })
    }
  }
  return {
    stateOf,
    apply: fix => step(fix, async () => ({ busy: false, made: await make(fix) })),
    undo: fix =>
      step(fix, async () => {
        await take(fix, stateOf(fix).made ?? '')
        return untouched
      }),
  }
}

async function make(fix: FindingFix): Promise<string> {
  const { id } =
    fix.kind === 'customer'
      ? await call(createCustomer, { body: fix.body })
      : await call(createMeter, { body: fix.body })
  return id
}

async function take({ kind }: FindingFix, id: string): Promise<void> {
  if (kind === 'customer') await call(deleteCustomer, { params: { customerId: id } })
  else await call(deleteMeter, { params: { meterId: id } })
}
