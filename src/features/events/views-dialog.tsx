import { type FormEvent, useId, useState } from 'react'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { Input } from '#ui/input.tsx'
import { viewLabels } from './event-view.ts'
import { type SavedView, useEventsPreferences, withView } from './events-preferences.ts'
import type { EventList } from './use-event-list.ts'
import styles from './views-dialog.module.css'

/** Saves what the list shows now under a name, and shows what was saved. */
export function ViewsDialog({ list, onClose }: { list: EventList; onClose: () => void }) {
  const { views, change } = useEventsPreferences()
  const id = useId()
  const [name, setName] = useState('')
  const { state, columns } = list
  const save = (event: FormEvent) => {
    event.preventDefault()
    const named = name.trim()
    if (named === '') return
    const view: SavedView = { name: named, q: state.q, view: state.view, columns: [...columns] }
    change({ views: withView(views, view) })
    setName('')
  }
  const show = (view: SavedView) => {
    list.setState({ q: view.q, view: view.view, columns: view.columns.join(',') })
    onClose()
  }
  const replaces = views.some(view => view.name === name.trim())
  return (
    <Dialog open title="Saved views" onClose={onClose}>
      <form className={styles.save} onSubmit={save}>
        <label htmlFor={id}>
          <span>Save the filter, the tab and the columns as</span>
          <Input id={id} value={name} maxLength={80} onChange={event => setName(event.target.value)} />
        </label>
        <Button type="submit" disabledReason={name.trim() === '' ? 'Give it a name' : undefined}>
          {replaces ? 'Replace view' : 'Save view'}
        </Button>
      </form>
      {views.length === 0 ? (
        <p className={styles.note}>
          No view is saved in this browser yet. The address of this page has the same in it, to share.
        </p>
      ) : (
        <ul className={styles.views}>
          {views.map(view => (
            <li key={view.name}>
              <button type="button" className={styles.show} onClick={() => show(view)}>
                <strong>{view.name}</strong>
                <span>
                  {viewLabels[view.view]} {view.q !== '' && <code>{view.q}</code>}
                </span>
              </button>
              <Button
                size="small"
                variant="quiet"
                aria-label={`Delete view ${view.name}`}
                onClick={() => change({ views: views.filter(one => one !== view) })}
              >
                Delete
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}
