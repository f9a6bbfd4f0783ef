import { useQuery } from '@tanstack/react-query'
import { getWorkspace, listWorkspaces } from '#api/contract.ts'
import { call } from '../call.ts'
import type { SimulatedDocument } from '../run/job.ts'
import { type SimulatedSnapshot, useSimulatedWorkspace } from '../simulated-workspace.ts'
import { PASTED, THIS_DOCUMENT, useCompareDraft } from './compare-draft.ts'

/** What the open document is compared with. */
export interface OtherChoice {
  value: string
  label: string
}

/** This document, a text of one's own, its snapshots, other workspaces. */
export function useOtherChoices(): OtherChoice[] {
  const { id } = useSimulatedWorkspace()
  const { data: workspaces = [] } = useQuery({
    queryKey: ['workspaces to compare'],
    queryFn: ({ signal }) => call(listWorkspaces, { signal }),
  })
  return [
    { value: THIS_DOCUMENT, label: 'this document' },
    { value: PASTED, label: 'a document that I paste' },
    ...useSnapshots().map(snapshot => ({
      value: `snapshot ${snapshot.id}`,
      label: `snapshot ${snapshotName(snapshot)}`,
    })),
    ...workspaces
      .filter(workspace => workspace.id !== id)
      .map(({ id: other, name }) => ({ value: `workspace ${other}`, label: `workspace ${name}` })),
  ]
}

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

function snapshotName({ name, taken_at }: SimulatedSnapshot): string {
  const taken = moment.format(new Date(taken_at))
  return name === '' ? `of ${taken}` : `${name}, ${taken}`
}

function useSnapshots(): SimulatedSnapshot[] {
  const { id, readSnapshots } = useSimulatedWorkspace()
  const { data = [] } = useQuery({
    queryKey: ['snapshots to compare', id],
    queryFn: () => readSnapshots?.() ?? [],
    // One may have been taken a moment ago, on another page.
    staleTime: 0,
  })
  return data
}

/** The document that is chosen, in its own world; undefined while it is not there. */
export function useOtherDocument(): SimulatedDocument | undefined {
  const { document } = useSimulatedWorkspace()
  const { document: choice, pasted } = useCompareDraft()
  const snapshots = useSnapshots()
  const workspaceId = /^workspace (.+)$/.exec(choice)?.[1]
  const { data } = useQuery({
    queryKey: ['workspace to compare', workspaceId],
    queryFn: ({ signal }) => call(getWorkspace, { params: { id: workspaceId ?? '' }, signal }),
    enabled: workspaceId !== undefined,
    staleTime: 0,
  })
  if (choice === PASTED) return pasted.trim() === '' ? undefined : { ...document, text: pasted }
  if (workspaceId !== undefined) {
    if (data === undefined) return undefined
    const { text, gateway_release, subject_format, applications = [] } = data
    return { text, release: gateway_release, subjectFormat: subject_format, applications }
  }
  const snapshot = snapshots.find(({ id }) => choice === `snapshot ${id}`)
  if (snapshot !== undefined) return { ...document, text: snapshot.text, release: snapshot.gateway_release }
  return choice === THIS_DOCUMENT ? document : undefined
}
