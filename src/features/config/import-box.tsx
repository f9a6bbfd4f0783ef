import { useEffect, useId, useRef, useState } from 'react'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { InlineCode } from '#ui/inline-code.tsx'
import { Checkbox } from '#ui/input.tsx'
import { SeverityIcon } from '#ui/severity-icon.tsx'
import styles from './import-box.module.css'
import { OpenFileButton } from './open-file-button.tsx'
import { type PastePreview, refused, tooLarge } from './preview-paste.ts'
import { previewPaste } from './read-paste.ts'

interface ImportBoxProps {
  /** The document that the paste is added to. */
  documentText: string
  /** The box's first content: what was pasted outside of it. */
  initial?: string
  /** Whether the paste at first is meant to take the document's place rather than to be added to it. */
  replaces?: boolean | undefined
  /** The document with the import in it. */
  onImport: (text: string, preview: PastePreview) => void
  label: string
  rows: number
}

const PLACEHOLDER = `Paste, drop or open any of
· a decK state file: kong.yaml, or echo '…' | deck gateway apply -
· an Admin API request or answer: curl …/services/…/plugins, JSON
· a Konnect API request: curl …/core-entities/plugins
· a Kubernetes manifest: KongPlugin, KongClusterPlugin, kubectl …
· a Terraform resource: konnect_gateway_plugin_metering_and_billing`

/** Takes anything from Kong's documents, pasted or from files, says what it is and what it would change, and adds it on Enter. */
export function ImportBox(props: ImportBoxProps) {
  const { documentText, initial = '', onImport, label, rows } = props
  const [replaces, setReplaces] = useState(props.replaces ?? false)
  const base = replaces ? '' : documentText
  const id = useId()
  const box = useRef<HTMLTextAreaElement>(null)
  const [pasted, setPasted] = useState(tooLarge(initial) ? '' : initial)
  const [preview, setPreview] = useState(() => tooLarge(initial))
  const take = (text: string) => {
    const refusal = tooLarge(text)
    setPreview(refusal)
    if (refusal === undefined) setPasted(text)
  }
  useEffect(() => box.current?.focus(), [])
  useEffect(() => {
    let current = true
    if (pasted.trim() !== '') void previewPaste(base, pasted).then(found => current && setPreview(found))
    return () => {
      current = false
    }
  }, [base, pasted])
  const ready = pasted.trim() !== '' && preview?.text !== undefined
  const add = () => {
    if (!ready || preview?.text === undefined) return
    onImport(preview.text, preview)
    take('')
  }
  return (
    <div className={styles.box}>
      <div className={styles.head}>
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
        <OpenFileButton
          onRead={read => ('text' in read ? take(read.text) : setPreview(refused(read.problem)))}
        />
      </div>
      <textarea
        ref={box}
        id={id}
        className={styles.area}
        rows={rows}
        spellCheck={false}
        autoComplete="off"
        aria-describedby={`${id}-preview`}
        placeholder={PLACEHOLDER}
        value={pasted}
        onChange={event => take(event.target.value)}
        onPaste={event => {
          if (pasted !== '') return
          // As it stands: a browser would change the line ends, and a huge text would stop the box.
          event.preventDefault()
          take(event.clipboardData.getData('text/plain'))
        }}
        onKeyDown={event => {
          if (event.key !== 'Enter' || event.shiftKey || !ready) return
          event.preventDefault()
          add()
        }}
      />
      <div id={`${id}-preview`} role="status" className={styles.preview}>
        {preview !== undefined && <Preview preview={preview} />}
        {ready && replaces && (
          <p className={styles.note}>
            <SeverityIcon severity="hint" /> What the document holds now goes. Undo brings it back.
          </p>
        )}
      </div>
      {documentText.trim() !== '' && pasted.trim() !== '' && (
        <ReplaceChoice replaces={replaces} onChange={setReplaces} />
      )}
      {pasted.trim() !== '' && (
        <div className={styles.actions}>
          <Button
            variant="primary"
            onClick={add}
            disabledReason={ready ? undefined : (preview?.problem ?? 'It is still being read')}
          >
            {replaces ? 'Replace the document' : 'Add to the workspace'} <span aria-hidden="true">⏎</span>
          </Button>
          <Button
            onClick={() => {
              take('')
              box.current?.focus()
            }}
          >
            Clear
          </Button>
        </div>
      )}
    </div>
  )
}

function ReplaceChoice({ replaces, onChange }: { replaces: boolean; onChange: (next: boolean) => void }) {
  return (
    <Field inline label="Replace the whole document">
      {control => (
        <Checkbox {...control} checked={replaces} onChange={event => onChange(event.target.checked)} />
      )}
    </Field>
  )
}

function Preview({ preview }: { preview: PastePreview }) {
  return (
    <>
      {preview.detected !== undefined && (
        <p>
          Detected as <strong>{preview.detected}</strong>
        </p>
      )}
      {preview.changes.length > 0 && (
        <ul className={styles.changes}>
          {preview.changes.map((change, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two entities may read alike
            <li key={index}>{change}</li>
          ))}
        </ul>
      )}
      {preview.notes.map(note => (
        <p key={note} className={styles.note}>
          <SeverityIcon severity="hint" /> <InlineCode text={note} />
        </p>
      ))}
      {preview.problem !== undefined && (
        <p className={styles.problem}>
          <SeverityIcon severity="error" /> <InlineCode text={preview.problem} />
        </p>
      )}
    </>
  )
}
