import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { CodeBlock } from '#ui/code-block.tsx'
import { CopyButton } from '#ui/copy-button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { type LinkReading, readShareLink, type SharedWorkspace } from '#workspaces/share-link.ts'
import styles from './link-dialog.module.css'
import { attempt, useWorkspaceActor } from './use-workspace-actor.ts'
import { createWorkspace } from './workspace-actions.ts'
import { useWorkspaceDialog } from './workspace-dialog-state.ts'

/** What a shared link holds, before it is opened as a new workspace. A damaged one says where, and what is left of it. */
export function LinkDialog({ fragment }: { fragment: string }) {
  const actor = useWorkspaceActor()
  const done = useWorkspaceDialog(state => state.close)
  const { data: reading } = useQuery({
    queryKey: ['shared link', fragment],
    queryFn: () => readShareLink(fragment),
    gcTime: 0,
  })
  const close = () => {
    // Else a reload would ask again, and whatever is copied from the address would be the old link.
    history.replaceState(history.state, '', location.pathname + location.search)
    done()
  }
  const openAsNew = (shared: SharedWorkspace) => {
    close()
    attempt('Not opened', () => createWorkspace(actor, { ...shared, delivery: 'studio' }))
  }
  const openRecovered = (text: string) => {
    const { settings } = actor.open.model.getState()
    const { gateway_release, subject_format } = settings
    openAsNew({ name: 'From a damaged link', text, gateway_release, subject_format, upstreams: {} })
  }
  const actions =
    reading?.kind === 'workspace' ? (
      <>
        <Button onClick={close}>Do not open</Button>
        <Button variant="primary" onClick={() => openAsNew(reading.workspace)}>
          Open as a new workspace
        </Button>
      </>
    ) : (
      <>
        {reading?.kind === 'damaged' && reading.recovered !== '' && (
          <Button onClick={() => openRecovered(reading.recovered)}>Open what could be read</Button>
        )}
        <Button variant="primary" onClick={close}>
          Go on without it
        </Button>
      </>
    )
  return (
    <Dialog title="Shared workspace" open={reading !== undefined} onClose={close} wide actions={actions}>
      {reading?.kind === 'workspace' && <Shared workspace={reading.workspace} />}
      {reading?.kind === 'damaged' && <Damaged reading={reading} fragment={fragment} />}
      {reading?.kind === 'newer' && (
        <Banner tone="warn">
          A newer studio made this link (version {reading.version}). Update the studio and open it again.
        </Banner>
      )}
    </Dialog>
  )
}

function Shared({ workspace: { name, text, gateway_release } }: { workspace: SharedWorkspace }) {
  const lines = text.split('\n').length
  return (
    <>
      <p>
        <strong className={styles.name}>{name}</strong>, for gateway {gateway_release}. Your own workspaces
        stay as they are. Secrets were removed before it was shared: set them as variables.
      </p>
      <CodeBlock
        text={text}
        language="yaml"
        label={`Shared source, ${lines} lines`}
        className={styles.code}
      />
    </>
  )
}

interface DamagedProps {
  reading: Extract<LinkReading, { kind: 'damaged' }>
  fragment: string
}

function Damaged({ reading: { character, why, recovered }, fragment }: DamagedProps) {
  const raw = useRef<HTMLPreElement>(null)
  return (
    <>
      <Banner tone="danger">
        This link is damaged at character {character}: {why}. Ask for it again, best as a file: chats and mail
        cut long links.
      </Banner>
      <Text title="What could be read" text={recovered} />
      <div className={styles.head}>
        <h3>The link as it arrived, after #</h3>
        <CopyButton text={fragment} label="Copy the damaged link" size="small" shownIn={raw} />
      </div>
      <CodeBlock
        ref={raw}
        text={fragment.slice(1)}
        language="text"
        label="Damaged link"
        wrap
        className={styles.raw}
      />
    </>
  )
}

function Text({ title, text }: { title: string; text: string }) {
  const shown = useRef<HTMLPreElement>(null)
  if (text === '') return null
  return (
    <>
      <div className={styles.head}>
        <h3>{title}</h3>
        <CopyButton text={text} label="Copy what could be read" size="small" shownIn={shown} />
      </div>
      <CodeBlock ref={shown} text={text} language="yaml" label={title} className={styles.code} />
    </>
  )
}
