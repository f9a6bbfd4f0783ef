import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { useStudio } from './studio.ts'
import { useOpenWorkspace, useWorkspace } from './workspace-provider.tsx'
import { ElsewhereBanner } from './workspaces/elsewhere-banner.tsx'
import { StorageBanner } from './workspaces/storage-banner.tsx'

/** What stands in the way of the whole page: the server that does not answer, a change that is not saved, a taken port. */
export function StudioBanners() {
  const studio = useStudio()
  const saveState = useWorkspace(workspace => workspace.saveState)
  const conflict = useWorkspace(workspace => workspace.conflict)
  const { retrySave } = useOpenWorkspace()
  return (
    <>
      {studio.isError && (
        <Banner
          tone="warn"
          actions={
            <Button size="small" onClick={() => void studio.refetch()}>
              Retry
            </Button>
          }
        >
          The studio's server at {location.host} does not answer. Checks and outputs keep working; the gateway
          and saving do not. Start it again with <code>npm start</code>; the page asks every 4 s.
        </Banner>
      )}
      {conflict !== undefined && (
        <Banner
          tone="danger"
          actions={
            <>
              <Button size="small" onClick={() => conflict.choose('theirs')}>
                Take theirs
              </Button>
              <Button size="small" onClick={() => conflict.choose('mine')}>
                Keep mine
              </Button>
            </>
          }
        >
          This workspace was changed elsewhere: in another tab or by the Admin API. Nothing is saved from this
          tab until you choose. Undo takes theirs back.
        </Banner>
      )}
      {saveState.name === 'failed' && (
        <Banner
          tone="danger"
          actions={
            <Button size="small" onClick={retrySave}>
              Save now
            </Button>
          }
        >
          The last changes are not saved: {saveState.message.replace(/\.?$/, '.')} They stay in this tab and
          are tried again every 5 s.
        </Banner>
      )}
      <StorageBanner />
      <ElsewhereBanner />
      {studio.data?.notices.map(notice => (
        <Banner key={notice} tone="info">
          {notice}
        </Banner>
      ))}
    </>
  )
}
