import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { CopyButton } from '#ui/copy-button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { saveFile } from '#ui/save-file.ts'
import { placeText } from '#workspaces/remove-secrets.ts'
import { MAX_LINK_CHARACTERS, writeShareLink } from '#workspaces/share-link.ts'
import { writeWorkspaceFile } from '#workspaces/workspace-file.ts'
import { contentOf } from '../workspace-model.ts'
import { useWorkspace } from '../workspace-provider.tsx'
import { fileName } from './file-name.ts'
import { RemovedSecrets } from './removed-secrets.tsx'
import styles from './share-dialog.module.css'
import { useWorkspaceActor } from './use-workspace-actor.ts'
import { useWorkspaceDialog } from './workspace-dialog-state.ts'

/** A link that carries the workspace, and what was left out of it. */
export function ShareDialog() {
  const { open } = useWorkspaceActor()
  const close = useWorkspaceDialog(state => state.close)
  const name = useWorkspace(({ settings }) => settings.name)
  const content = contentOf(open.model.getState())
  const { data: link, error } = useQuery({
    queryKey: ['share link', content],
    queryFn: () => writeShareLink(content),
    gcTime: 0,
  })
  const saveOne = () => {
    const exportedAt = new Date().toISOString()
    const one = { content, changed_at: exportedAt, snapshots: [] }
    const { text } = writeWorkspaceFile([one], { exportedAt, secrets: 'removed' })
    saveFile(fileName(exportedAt, name), new Blob([text], { type: 'application/json' }))
  }
  const url = link === undefined ? undefined : `${location.origin}/config${link.fragment}`
  const tooLong = url !== undefined && url.length > MAX_LINK_CHARACTERS
  return (
    <Dialog title={`Share ${name}`} open onClose={close} wide>
      {error !== null && <Banner tone="danger">No link was made: {error.message}</Banner>}
      {url !== undefined && !tooLong && <Link url={url} />}
      {tooLong && (
        <Banner
          tone="warn"
          actions={
            <Button size="small" onClick={saveOne}>
              Save as a file
            </Button>
          }
        >
          The link would have {url.length.toLocaleString()} characters. Chats and proxies cut links that long;
          the studio makes them up to {MAX_LINK_CHARACTERS.toLocaleString()}. A file holds any workspace, and
          Import workspaces… opens it.
        </Banner>
      )}
      {link !== undefined && (
        <RemovedSecrets
          places={link.removed.map(placeText)}
          none="No secret was found in the text, so nothing was removed."
          some="removed; their values are not in the link"
        />
      )}
      <p className={styles.note}>
        The link carries the source, the gateway version, the subject format and the upstream choices.
        Applications, snapshots, events and the values of variables stay here. What follows <code>#</code> is
        not sent to any server.
      </p>
    </Dialog>
  )
}

function Link({ url }: { url: string }) {
  const shown = useRef<HTMLElement>(null)
  return (
    <div className={styles.link}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <section ref={shown} className={styles.url} aria-label="Link" tabIndex={0}>
        {url}
      </section>
      <CopyButton text={url} label="Copy link" variant="primary" shownIn={shown}>
        Copy link
      </CopyButton>
      <span className={styles.size}>
        {url.length.toLocaleString()} of {MAX_LINK_CHARACTERS.toLocaleString()} characters
      </span>
    </div>
  )
}
