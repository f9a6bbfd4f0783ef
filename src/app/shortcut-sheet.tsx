import { Dialog } from '#ui/dialog.tsx'
import { Checkbox } from '#ui/input.tsx'
import { useShortcutSetting } from '#ui/shortcuts.ts'
import styles from './shortcut-sheet.module.css'

const groups: { title: string; rows: [keys: string, action: string][] }[] = [
  {
    title: 'Everywhere',
    rows: [
      ['g c', 'Config'],
      ['g e', 'Events'],
      ['?', 'This sheet'],
    ],
  },
  {
    title: 'Config',
    rows: [
      ['i', 'Import; also paste anywhere outside an input'],
      ['1 … 5', 'Output: decK, Admin API, Konnect API, Kubernetes, Terraform'],
      ['y', 'Copy the output'],
      ['Ctrl/⌘ Z', 'Undo, across form, source and import'],
      ['Ctrl/⌘ Shift Z', 'Redo'],
      ['F8, Shift F8', 'Next, previous problem'],
      ['Ctrl M', 'In the source: Tab moves the focus'],
    ],
  },
  {
    title: 'Events',
    rows: [
      ['j k ↑ ↓', 'Move in the list'],
      ['Enter, o', 'Open the details'],
      ['Esc', 'Close the details'],
      ['p', 'Pause or resume'],
      ['/', 'Filter'],
    ],
  },
]

/** What the keyboard does, and the switch for single keys. */
export function ShortcutSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { enabled, setEnabled } = useShortcutSetting()
  return (
    <Dialog title="Keyboard shortcuts" open={open} onClose={onClose} wide>
      <div className={styles.groups}>
        {groups.map(({ title, rows }) => (
          <section key={title}>
            <h3 className={styles.title}>{title}</h3>
            <dl className={styles.rows}>
              {rows.map(([keys, action]) => (
                <div key={keys}>
                  <dt>
                    <kbd>{keys}</kbd>
                  </dt>
                  <dd>{action}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className={styles.setting}>
        <Checkbox id="shortcuts" checked={enabled} onChange={event => setEnabled(event.target.checked)} />
        <label htmlFor="shortcuts">Single-key shortcuts are on</label>
      </div>
    </Dialog>
  )
}
