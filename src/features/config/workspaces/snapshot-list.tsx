import { Camera, RotateCcw, Trash2 } from 'lucide-react'
import { useId, useState } from 'react'
import type { GatewayRelease } from '#plugin/release.ts'
import { Button } from '#ui/button.tsx'
import { classNames } from '#ui/class-names.ts'
import { Input } from '#ui/input.tsx'
import type { Snapshot } from '#workspaces/kept-workspace.ts'
import { NameInput } from './name-input.tsx'
import styles from './snapshot-list.module.css'
import { timeText } from './time-text.ts'

/** A version to compare with: a snapshot, or the one that the page opened. */
export interface SavedVersion extends Partial<Snapshot> {
  id: string
  title: string
  text: string
  gateway_release?: GatewayRelease
}

interface SnapshotListProps {
  versions: readonly SavedVersion[]
  chosen: string | undefined
  /** The snapshot whose name is to be typed. */
  naming: string | undefined
  onChoose: (id: string) => void
  onTake: (name: string) => void
  onRename: (snapshot: Snapshot, name: string) => void
  onRestore: (version: SavedVersion) => void
  onDelete: (snapshot: Snapshot) => void
}

/** The versions that there are, one of them chosen to compare with; and a new one. */
export function SnapshotList({ versions, chosen, naming, onChoose, onTake, ...actions }: SnapshotListProps) {
  const group = useId()
  const [name, setName] = useState('')
  return (
    <div className={styles.side}>
      <form
        className={styles.take}
        onSubmit={event => {
          event.preventDefault()
          onTake(name.trim())
          setName('')
        }}
      >
        <Input
          aria-label="Name of a new snapshot (optional)"
          placeholder="Name (optional)"
          maxLength={200}
          value={name}
          onChange={event => setName(event.target.value)}
        />
        <Button type="submit" icon={<Camera aria-hidden="true" />}>
          Take snapshot
        </Button>
      </form>
      <fieldset className={styles.list}>
        <legend className={styles.legend}>Compare with</legend>
        {versions.map(version => (
          <div key={version.id} className={classNames(styles.row, version.id === chosen && styles.chosen)}>
            <input
              type="radio"
              name={group}
              id={`${group}-${version.id}`}
              className={styles.radio}
              checked={version.id === chosen}
              onChange={() => onChoose(version.id)}
              aria-label={`Compare with ${version.title}`}
            />
            <Version version={version} naming={naming} {...actions} />
          </div>
        ))}
      </fieldset>
    </div>
  )
}

interface VersionProps extends Pick<SnapshotListProps, 'naming' | 'onRename' | 'onRestore' | 'onDelete'> {
  version: SavedVersion
}

function Version({ version, naming, onRename, onRestore, onDelete }: VersionProps) {
  const snapshot = asSnapshot(version)
  return (
    <>
      <span className={styles.name}>
        {snapshot === undefined ? (
          <span className={styles.title}>{version.title}</span>
        ) : (
          <>
            <NameInput
              label={`Name of the snapshot ${version.title}`}
              name={snapshot.name}
              placeholder="No name"
              focused={snapshot.id === naming}
              onRename={name => onRename(snapshot, name)}
            />
            <small className={styles.time}>
              {timeText(snapshot.taken_at)} · gateway {snapshot.gateway_release}
            </small>
          </>
        )}
      </span>
      <Button
        size="small"
        variant="quiet"
        icon={<RotateCcw aria-hidden="true" />}
        aria-label={`Restore ${version.title}`}
        title={`Restore ${version.title}`}
        onClick={() => onRestore(version)}
      />
      {snapshot !== undefined && (
        <Button
          size="small"
          variant="quiet"
          icon={<Trash2 aria-hidden="true" />}
          aria-label={`Delete ${version.title}`}
          title={`Delete ${version.title}`}
          onClick={() => onDelete(snapshot)}
        />
      )}
    </>
  )
}

function asSnapshot({ id, name, taken_at, text, gateway_release }: SavedVersion): Snapshot | undefined {
  if (name === undefined || taken_at === undefined || gateway_release === undefined) return undefined
  return { id, name, taken_at, text, gateway_release }
}
