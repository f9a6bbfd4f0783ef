import { ChevronDown, Share2 } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { Button } from '#ui/button.tsx'
import { useOpenWorkspace, useWorkspace } from '../workspace-provider.tsx'
import styles from './workspace-button.module.css'
import { useWorkspaceDialog } from './workspace-dialog-state.ts'

const loadMenu = () => import('./workspace-menu.tsx')
const WorkspaceMenu = lazy(async () => ({ default: (await loadMenu()).WorkspaceMenu }))
const WorkspaceDialogs = lazy(async () => ({
  default: (await import('./workspace-dialogs.tsx')).WorkspaceDialogs,
}))

/** The workspace's name, which opens the menu of workspaces. The menu is loaded when somebody reaches for it. */
export function WorkspaceButton() {
  const name = useWorkspace(({ settings }) => settings.name)
  const [wanted, setWanted] = useState(false)
  useSnapshotKey()
  useSharedLink()
  const ref = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const { opened, dialog } = useWorkspaceDialog.getState()
    if (opened && dialog === undefined) ref.current?.focus()
    useWorkspaceDialog.setState({ opened: false })
  }, [])
  const button = (
    <button
      ref={ref}
      type="button"
      className={styles.button}
      title={name}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => void loadMenu()}
      onClick={() => setWanted(true)}
      onKeyDown={event => {
        if (event.key !== 'ArrowDown') return
        event.preventDefault()
        setWanted(true)
      }}
    >
      <span className="visually-hidden">Workspace </span>
      <span className={styles.name}>{name}</span>
      <ChevronDown aria-hidden="true" />
    </button>
  )
  return (
    <>
      {wanted ? (
        <Suspense fallback={button}>
          <WorkspaceMenu name={name} className={styles.button} />
        </Suspense>
      ) : (
        button
      )}
      <OpenDialog />
    </>
  )
}

function OpenDialog() {
  const dialog = useWorkspaceDialog(state => state.dialog)
  if (dialog === undefined) return null
  return (
    <Suspense>
      <WorkspaceDialogs dialog={dialog} />
    </Suspense>
  )
}

export function ShareButton() {
  const show = useWorkspaceDialog(state => state.show)
  return (
    <Button
      className={styles.share}
      icon={<Share2 aria-hidden="true" />}
      title="Share by link"
      onClick={() => show({ name: 'share' })}
    >
      <span className={styles.word}>Share</span>
    </Button>
  )
}

/** ⌘S takes a snapshot from anywhere but a dialog; the browser's own dialog to save the page never opens. */
function useSnapshotKey(): void {
  const open = useOpenWorkspace()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const saves = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
      if (!saves || event.key.toLowerCase() !== 's') return
      event.preventDefault()
      const inDialog = event.target instanceof Element && event.target.closest('[role="dialog"]') !== null
      if (event.repeat || inDialog) return
      void import('./quick-snapshot.ts').then(({ quickSnapshot }) => quickSnapshot(open))
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [open])
}

/** A shared workspace in the address, as the page is opened with it or while it is open. */
function useSharedLink(): void {
  const show = useWorkspaceDialog(state => state.show)
  // Read before the page's own redirects change the address.
  const [first] = useState(() => location.hash)
  useEffect(() => {
    const showLink = (fragment: string) => fragment.startsWith('#w=') && show({ name: 'link', fragment })
    showLink(first)
    const onHash = () => showLink(location.hash)
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [first, show])
}
