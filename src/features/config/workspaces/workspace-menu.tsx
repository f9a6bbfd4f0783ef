import { useQuery } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { commandKey } from './command-key.ts'
import { quickSnapshot } from './quick-snapshot.ts'
import { attempt, useWorkspaceActor } from './use-workspace-actor.ts'
import { allWorkspaces, createWorkspace, openWorkspace } from './workspace-actions.ts'
import { useWorkspaceDialog } from './workspace-dialog-state.ts'
import styles from './workspace-menu.module.css'

/** More are in the dialog of all workspaces. */
const SHOWN = 7

/** The open workspace's name as a menu: others to open, and what can be done with them all. It opens at once. */
export function WorkspaceMenu({ name, className }: { name: string; className: string | undefined }) {
  return (
    <DropdownMenu.Root defaultOpen modal={false}>
      <DropdownMenu.Trigger className={className} title={name}>
        <span className="visually-hidden">Workspace </span>
        <span className={styles.name}>{name}</span>
        <ChevronDown aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles.menu} align="start" sideOffset={4} collisionPadding={8}>
          <Workspaces />
          <Actions />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Workspaces() {
  const actor = useWorkspaceActor()
  const { id, settings } = actor.open.model.getState()
  const { data = [] } = useQuery({ queryKey: ['workspaces'], queryFn: allWorkspaces, staleTime: 0 })
  // The open one is in the list as soon as it is kept, under the name that it had then.
  const others = data.filter(listed => listed.id !== id).slice(0, SHOWN)
  return (
    <DropdownMenu.RadioGroup
      value={id}
      onValueChange={next => attempt('Not opened', () => openWorkspace(actor, next))}
    >
      <DropdownMenu.Label className={styles.label}>Workspaces</DropdownMenu.Label>
      {[{ id, name: settings.name }, ...others].map(listed => (
        <DropdownMenu.RadioItem key={listed.id} value={listed.id} className={styles.item}>
          <DropdownMenu.ItemIndicator className={styles.mark} aria-hidden="true">
            ●
          </DropdownMenu.ItemIndicator>
          <span className={styles.name}>{listed.name}</span>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  )
}

function Actions() {
  const actor = useWorkspaceActor()
  const show = useWorkspaceDialog(state => state.show)
  return (
    <>
      <DropdownMenu.Separator className={styles.line} />
      <DropdownMenu.Item
        className={styles.item}
        onSelect={() => attempt('No workspace was made', () => createWorkspace(actor))}
      >
        New workspace
      </DropdownMenu.Item>
      <DropdownMenu.Item className={styles.item} onSelect={() => show({ name: 'workspaces' })}>
        All workspaces…
      </DropdownMenu.Item>
      <DropdownMenu.Separator className={styles.line} />
      <DropdownMenu.Item className={styles.item} onSelect={() => void quickSnapshot(actor.open)}>
        Take a snapshot
        <kbd className={styles.key}>{commandKey}S</kbd>
      </DropdownMenu.Item>
      <DropdownMenu.Item className={styles.item} onSelect={() => show({ name: 'changes' })}>
        Snapshots and changes…
      </DropdownMenu.Item>
      <DropdownMenu.Separator className={styles.line} />
      <DropdownMenu.Item className={styles.item} onSelect={() => show({ name: 'export' })}>
        Export everything…
      </DropdownMenu.Item>
      <DropdownMenu.Item className={styles.item} onSelect={() => show({ name: 'import' })}>
        Import workspaces…
      </DropdownMenu.Item>
    </>
  )
}
