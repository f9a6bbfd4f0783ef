import { useState } from 'react'
import type { Application } from '#entities/application.ts'
import type { GatewayState } from '#entities/gateway-state.ts'
import { Badge } from '#ui/badge.tsx'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { SeverityIcon } from '#ui/severity-icon.tsx'
import { useWorkspace } from '../workspace-provider.tsx'
import { ApplicationForm } from './application-form.tsx'
import styles from './applications-dialog.module.css'
import { refusingPlugin } from './callers.ts'

interface ApplicationsDialogProps {
  /** The document's entities, which applications are linked to. */
  state: GatewayState | undefined
  onClose: () => void
}

const none: readonly Application[] = []

/** The Dev Portal applications that the rehearsal knows, which no state file has. */
export function ApplicationsDialog({ state, onClose }: ApplicationsDialogProps) {
  const applications = useWorkspace(({ settings }) => settings.applications) ?? none
  const changeSettings = useWorkspace(workspace => workspace.changeSettings)
  const [editing, setEditing] = useState<Application | 'new' | undefined>(
    applications.length === 0 ? 'new' : undefined,
  )
  const keep = (kept: Application) => {
    const known = applications.some(({ id }) => id === kept.id)
    const next = known
      ? applications.map(each => (each.id === kept.id ? kept : each))
      : [...applications, kept]
    changeSettings({ applications: next })
    setEditing(undefined)
  }
  const remove = ({ id }: Application) =>
    changeSettings({ applications: applications.filter(each => each.id !== id) })
  return (
    <Dialog title="Dev Portal applications" open onClose={onClose} wide>
      <p className={styles.lead}>
        <Badge tone="ok" glyph="●">
          Simulated
        </Badge>{' '}
        Konnect keeps applications outside the gateway's state file, so they stay with this workspace and are
        in no output and no link. A Service with an application wants the key of one in the header{' '}
        <code>apikey</code>; with <code>subject.look_up_value_in: application</code> its events are billed to
        the application.
      </p>
      {editing === undefined ? (
        <>
          <ul className={styles.applications}>
            {applications.map(application => (
              <li key={application.id}>
                <ApplicationRow
                  application={application}
                  refusing={state && refusingPlugin(state, application)}
                  onEdit={() => setEditing(application)}
                  onRemove={() => remove(application)}
                />
              </li>
            ))}
          </ul>
          <Button variant="primary" onClick={() => setEditing('new')}>
            Add application
          </Button>
        </>
      ) : (
        <ApplicationForm
          application={editing === 'new' ? undefined : editing}
          number={applications.length + 1}
          state={state}
          onKeep={keep}
          onCancel={applications.length === 0 ? onClose : () => setEditing(undefined)}
        />
      )}
    </Dialog>
  )
}

interface ApplicationRowProps {
  application: Application
  /** The plugin that refuses its key. */
  refusing: string | undefined
  onEdit: () => void
  onRemove: () => void
}

function ApplicationRow({ application, refusing, onEdit, onRemove }: ApplicationRowProps) {
  const { name, id, service } = application
  return (
    <div className={styles.application}>
      <div className={styles.about}>
        <strong>{name}</strong>
        <span className={styles.note}>
          {service === undefined ? 'Every Service' : `Service ${service}`} · <code>{id}</code>
        </span>
        {refusing !== undefined && (
          <span className={styles.note}>
            <SeverityIcon severity="warning" /> <code>{refusing}</code> runs before and refuses a key that is
            no Consumer's: remove it there, or give it <code>anonymous</code>.
          </span>
        )}
      </div>
      <Button size="small" aria-label={`Edit ${name}`} onClick={onEdit}>
        Edit
      </Button>
      <Button size="small" variant="quiet" aria-label={`Remove ${name}`} onClick={onRemove}>
        Remove
      </Button>
    </div>
  )
}
