/** Saves the workspace on top of the version that this page knows; asks when somebody else changed it meanwhile. */
import type { Workspace } from '#api/contract.ts'
import { ApiError } from '#api/problem.ts'
import type { WorkspaceContent } from '#workspaces/workspace-content.ts'

export type ConflictChoice = 'theirs' | 'mine'

interface SaverOptions {
  /** Throws an `ApiError` 409 when the workspace is no longer the version `based_on`. */
  put: (body: WorkspaceContent & { based_on?: string }) => Promise<Workspace>
  load: () => Promise<Workspace>
  /** Resolves when the user chose; until then nothing is saved. */
  choose: () => Promise<ConflictChoice>
  /** Theirs was chosen. */
  take: (theirs: Workspace) => void
  /** What this page would keep now, which may be newer than what met the conflict. */
  mine: () => WorkspaceContent
}

export interface WorkspaceSaver {
  /** The server's version that this page shows or has changed. */
  knows(kept: Workspace): void
  /** What this page has is made from a version of the server's, but not saved. */
  continues(updatedAt: string): void
  /** The server's version that the next save is based on. */
  readonly basedOn: string | undefined
  save(content: WorkspaceContent): Promise<void>
}

export function createWorkspaceSaver(options: SaverOptions): WorkspaceSaver {
  let known: Workspace | undefined
  let continued: string | undefined
  const basedOn = () => known?.updated_at ?? continued
  const put = async (content: WorkspaceContent) => {
    const based_on = basedOn()
    known = await options.put(based_on === undefined ? content : { ...content, based_on })
  }
  const save = async (content: WorkspaceContent): Promise<void> => {
    // What was taken over is not saved again, which others would meet as a change.
    if (known !== undefined && sameContent(known, content)) return
    try {
      await put(content)
    } catch (error) {
      if (!isConflict(error)) throw error
      const theirs = await options.load()
      // A save whose answer was lost.
      if (sameContent(theirs, content)) known = theirs
      else await settle()
    }
  }
  const settle = async () => {
    const choice = await options.choose()
    known = await options.load()
    if (choice === 'theirs') options.take(known)
    else await save(options.mine())
  }
  return {
    knows: kept => {
      known = kept
    },
    continues: updatedAt => {
      continued = updatedAt
    },
    get basedOn() {
      return basedOn()
    },
    save,
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.problem.status === 409
}

function sameContent(left: WorkspaceContent, right: WorkspaceContent): boolean {
  const same = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b)
  return (
    left.text === right.text &&
    left.name === right.name &&
    left.gateway_release === right.gateway_release &&
    left.delivery === right.delivery &&
    left.subject_format === right.subject_format &&
    same(left.upstreams, right.upstreams) &&
    same(left.applications ?? [], right.applications ?? [])
  )
}
