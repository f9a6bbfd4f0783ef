import { useQuery } from '@tanstack/react-query'
import { getWorkspace, listWorkspaces } from '#api/contract.ts'
import { gatewayReleases } from '#plugin/release.ts'
import { call } from '../call.ts'
import type { SimulatedDocument } from '../run/job.ts'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'

/** What the open document is compared with. */
export interface OtherChoice {
  value: string
  label: string
}

export const PASTED = 'pasted'

/** Other releases, other workspaces, or a text of one's own. */
export function useOtherChoices(): OtherChoice[] {
  const { id, document } = useSimulatedWorkspace()
  const { data: workspaces = [] } = useQuery({
    queryKey: ['workspaces to compare'],
    queryFn: ({ signal }) => call(listWorkspaces, { signal }),
  })
  return [
    { value: PASTED, label: 'a document that I paste' },
    ...gatewayReleases
      .filter(release => release !== document.release)
      .map(release => ({ value: `release ${release}`, label: `this document on gateway ${release}` })),
    ...workspaces
      .filter(workspace => workspace.id !== id)
      .map(({ id: other, name }) => ({ value: `workspace ${other}`, label: `workspace ${name}` })),
  ]
}

/** The document of a choice; undefined while it is not there. */
export function useOtherDocument(choice: string, pasted: string): SimulatedDocument | undefined {
  const { document } = useSimulatedWorkspace()
  const workspaceId = /^workspace (.+)$/.exec(choice)?.[1]
  const { data } = useQuery({
    queryKey: ['workspace to compare', workspaceId],
    queryFn: ({ signal }) => call(getWorkspace, { params: { id: workspaceId ?? '' }, signal }),
    enabled: workspaceId !== undefined,
  })
  if (choice === PASTED) return pasted.trim() === '' ? undefined : { ...document, text: pasted }
  const release = gatewayReleases.find(known => choice === `release ${known}`)
  if (release !== undefined) return { ...document, release }
  if (data === undefined) return undefined
  const { text, gateway_release, subject_format, applications = [] } = data
  return { text, release: gateway_release, subjectFormat: subject_format, applications }
}
