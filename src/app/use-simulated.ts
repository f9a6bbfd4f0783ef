import { useMemo } from 'react'
import { useOpenWorkspace, useWorkspace } from '#features/config/workspace-provider.tsx'
import { browserLibrary } from '#features/config/workspaces/browser-library.ts'

const none: readonly never[] = []

/** The open workspace as the Simulate feature takes it. */
export function useSimulated() {
  const { model } = useOpenWorkspace()
  const id = useWorkspace(workspace => workspace.id)
  const text = useWorkspace(({ history }) => history.present.text)
  const name = useWorkspace(({ settings }) => settings.name)
  const release = useWorkspace(({ settings }) => settings.gateway_release)
  const subjectFormat = useWorkspace(({ settings }) => settings.subject_format)
  const applications = useWorkspace(({ settings }) => settings.applications) ?? none
  const document = useMemo(
    () => ({ text, release, subjectFormat, applications }),
    [text, release, subjectFormat, applications],
  )
  return useMemo(
    () => ({
      id,
      name,
      document,
      readSnapshots: async () => (await browserLibrary()).snapshots(id),
      changeText: (next: string) => model.getState().changeText(next, 'simulate'),
    }),
    [id, name, document, model],
  )
}
