import { useState } from 'react'
import type { z } from 'zod'
import type { FieldProblem } from '#ui/field.tsx'
import { notifyAction, notifyError } from '#ui/notify.ts'
import { restoreFocus } from './restore-focus.ts'
import { useRefresh } from './use-billing.ts'

interface ResourceAction {
  /** What was done, for the message that offers to undo it. */
  done: string
  /** Gives the way back. */
  act: () => Promise<() => Promise<unknown>>
  after?: () => void
  /** After it was taken back: the form shows again what then is there. */
  undone?: () => void
}

/** Saving and deleting from a form: one at a time, its failure beside the form. */
export function useResourceAction() {
  const refresh = useRefresh()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const takeBack = async (undo: () => Promise<unknown>, undone?: () => void) => {
    try {
      await undo()
      await refresh()
      undone?.()
    } catch (cause) {
      void notifyError(messageOf(cause))
    }
  }
  const run = async ({ done, act, after, undone }: ResourceAction) => {
    setBusy(true)
    setError(undefined)
    try {
      const undo = await act()
      await refresh()
      after?.()
      restoreFocus()
      void notifyAction(done, { label: 'Undo', run: () => void takeBack(undo, undone) })
    } catch (cause) {
      setError(messageOf(cause))
    } finally {
      setBusy(false)
    }
  }
  return { run, busy, error }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

/** What the API would refuse of a body, by its fields. */
export function requestProblems(schema: z.ZodType, body: unknown) {
  const parsed = schema.safeParse(body)
  const issues = parsed.success ? [] : parsed.error.issues
  return {
    count: issues.length,
    at: (...path: (string | number)[]): FieldProblem[] =>
      issues
        .filter(issue => path.every((step, index) => issue.path[index] === step))
        .slice(0, 1)
        .map(({ message }) => ({ severity: 'error', message })),
  }
}
