import { decisions } from '#plugin/decisions.ts'
import { Dialog } from '#ui/dialog.tsx'
import { Checkbox } from '#ui/input.tsx'
import { useShortcutSetting } from '#ui/shortcuts.ts'
import styles from './help-sheet.module.css'

const groups: { title: string; rows: [keys: string, action: string][] }[] = [
  {
    title: 'Everywhere',
    rows: [
      ['g c', 'Config'],
      ['g s', 'Simulate'],
      ['g e', 'Events'],
      ['g d', 'Delivery'],
      ['g v', 'Coverage'],
      ['g u', 'Usage & bill'],
      ['?', 'This sheet'],
    ],
  },
  {
    title: 'Config',
    rows: [
      ['i', 'Import; also paste anywhere outside an input'],
      ['1 … 5', 'Output: decK, Admin API, Konnect API, Kubernetes, Terraform'],
      ['y', 'Copy the output'],
      ['Shift Y', 'Download the outputs of all formats'],
      ['Ctrl/⌘ Z', 'Undo, across form, source and import'],
      ['Ctrl/⌘ Shift Z', 'Redo'],
      ['Ctrl/⌘ S', 'Take a snapshot of the workspace'],
      ['F8, Shift F8', 'Next, previous problem'],
      ['F2', 'From a field to its line and back'],
      ['Ctrl Space, Ctrl .', 'In the source: completion, quick fixes'],
      ['Ctrl M', 'In the source: Tab moves the focus'],
    ],
  },
  {
    title: 'Simulate',
    rows: [
      ['Ctrl/⌘ Enter', 'Send, or run'],
      ['j k ↑ ↓', 'Move in the result'],
      ['Enter', 'Open the decision and its trace'],
      ['Esc', 'Close it'],
    ],
  },
  {
    title: 'Events',
    rows: [
      ['j k ↑ ↓', 'Move in the list'],
      ['Enter, o', 'Open the details'],
      ['Esc', 'Close the details, then clear the filter'],
      ['[ ]', 'Previous, next tab of the details; t: their trace'],
      ['f, Shift F', 'Filter by the subject, or exclude it'],
      ['x, d', 'Mark an event; compare another one with it'],
      ['p, .', 'Pause or resume; back to the newest'],
      ['/', 'Filter'],
    ],
  },
  {
    title: 'Usage & bill',
    rows: [
      ['← →', 'Previous, next tab'],
      ['↑ ↓ Home End', 'Choose in a list, or while searching it'],
      ['/', 'Search the list'],
    ],
  },
]

/** The four words that must not be mixed up where money is concerned. */
const words: [word: string, meaning: string][] = [
  ['Dropped', 'By rule, the request never became an event, or its event never left the gateway’s memory.'],
  ['Lost', 'The event existed, and its delivery gave up.'],
  ['Rejected', 'The ingest endpoint answered with a 4xx.'],
  ['Unbilled', 'The event arrived, and no money comes of it.'],
]

/** Help: what the keyboard does, the words, and what the studio decided where Kong's documents are open. */
export function HelpSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog title="Help" open={open} onClose={onClose} wide>
      <Shortcuts />
      <section>
        <h3 className={styles.heading}>Words</h3>
        <Rows rows={words} />
      </section>
      <section>
        <h3 className={styles.heading}>Where Kong’s documents leave a point open</h3>
        <p className={styles.lead}>The studio decides as follows. A real gateway may differ here.</p>
        <ol className={styles.decisions}>
          {decisions.map(({ number, topic, decision }) => (
            <li key={number} value={number}>
              <strong>{topic}.</strong> {decision}
            </li>
          ))}
        </ol>
      </section>
    </Dialog>
  )
}

function Shortcuts() {
  const { enabled, setEnabled } = useShortcutSetting()
  return (
    <section>
      <h3 className={styles.heading}>Keyboard shortcuts</h3>
      <div className={styles.groups}>
        {groups.map(({ title, rows }) => (
          <section key={title}>
            <h4 className={styles.title}>{title}</h4>
            <Rows rows={rows} keys />
          </section>
        ))}
      </div>
      <div className={styles.setting}>
        <Checkbox id="shortcuts" checked={enabled} onChange={event => setEnabled(event.target.checked)} />
        <label htmlFor="shortcuts">Single-key shortcuts are on</label>
      </div>
    </section>
  )
}

function Rows({ rows, keys = false }: { rows: [term: string, description: string][]; keys?: boolean }) {
  return (
    <dl className={styles.rows}>
      {rows.map(([term, description]) => (
        <div key={term}>
          <dt>{keys ? <kbd>{term}</kbd> : term}</dt>
          <dd>{description}</dd>
        </div>
      ))}
    </dl>
  )
}
