import { useQueryClient } from '@tanstack/react-query'
import { putWorkspace } from '#api/contract.ts'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { call, useGateway } from '../studio.ts'
import { contentOf } from '../workspace-model.ts'
import { useOpenWorkspace, useWorkspace } from '../workspace-provider.tsx'
import { attempt } from './use-workspace-actor.ts'

/** Says that the gateway rehearses a workspace that another tab opened. */
export function ElsewhereBanner() {
  const { model } = useOpenWorkspace()
  const queries = useQueryClient()
  const { data: gateway } = useGateway()
  const id = useWorkspace(workspace => workspace.id)
  const saved = useWorkspace(({ saveState }) => saveState.name === 'saved')
  const running = gateway?.workspace_id ?? id
  if (running === id || !saved) return null
  const rehearse = async () => {
    await call(putWorkspace, { params: { id }, body: contentOf(model.getState()) })
    await queries.refetchQueries({ queryKey: ['gateway'] })
  }
  return (
    <Banner
      tone="info"
      actions={
        <Button size="small" onClick={() => attempt('Not rehearsed', rehearse)}>
          Rehearse this one
        </Button>
      }
    >
      The gateway rehearses another workspace, opened in another tab. It takes this one with the next change.
    </Banner>
  )
}
