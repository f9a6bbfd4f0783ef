import { useQueryClient } from '@tanstack/react-query'
import { notifyError } from '#ui/notify.ts'
import { useOpenWorkspace } from '../workspace-provider.tsx'
import type { Actor } from './workspace-actions.ts'

export function useWorkspaceActor(): Actor {
  return { open: useOpenWorkspace(), queries: useQueryClient() }
}

/** Runs an action of a button; says in a corner why it failed. */
export function attempt(what: string, action: () => Promise<unknown>): void {
  void action().catch((error: unknown) =>
    notifyError(`${what}: ${error instanceof Error ? error.message : String(error)}`),
  )
}
