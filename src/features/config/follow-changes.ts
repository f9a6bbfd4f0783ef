/** Takes over what somebody else made of the open workspace: the Admin API, or another window. */
import type { Workspace } from '#api/contract.ts'

interface Following {
  take: (kept: Workspace) => void
  /** Whether a change of this page is not saved yet: it goes before what others changed. */
  pending: () => boolean
  load: () => Promise<Workspace>
}

export interface ChangeFollower {
  /** This page saved the workspace; `updatedAt` is what the server said. */
  saved(updatedAt: string): void
  /** The server says when the workspace was changed last. */
  seen(updatedAt: string): Promise<void>
}

/** A change of others is one step of the history, so that it can be undone. */
export function createChangeFollower({ take, pending, load }: Following): ChangeFollower {
  let known: string | undefined
  return {
    saved: updatedAt => {
      known = updatedAt
    },
    seen: async updatedAt => {
      if (updatedAt === known || pending()) return
      const kept = await load()
      if (pending()) return
      known = kept.updated_at
      take(kept)
    },
  }
}
