import { useEffect, useRef } from 'react'
import { Button } from '#ui/button.tsx'
import { CodeBlock } from '#ui/code-block.tsx'
import { CopyButton } from '#ui/copy-button.tsx'
import styles from './event-drawer.module.css'
import { type FindingFix, fixCommand } from './finding-fix.ts'
import type { FindingFixes } from './use-finding-fixes.ts'

interface FindingSectionProps {
  fix: FindingFix
  /** Whether the event has the finding now. */
  found: boolean
  fixes: FindingFixes
}

/** A finding with what clears it; once cleared from here, what was made and the way back. */
export function FindingSection({ fix, found, fixes }: FindingSectionProps) {
  const section = useRef<HTMLElement>(null)
  const pressed = useRef(false)
  const { busy, made, error } = fixes.stateOf(fix)
  // The button that was pressed goes away with the finding, and comes back with it: the reader stays here.
  useEffect(() => {
    if (busy || !pressed.current) return
    pressed.current = false
    section.current?.focus()
  }, [busy])
  const press = (run: (fix: FindingFix) => Promise<void>) => () => {
    pressed.current = true
    void run(fix)
  }
  const disabledReason = busy ? 'It is being done' : undefined
  if (!found && made === undefined) return null
  return (
    <section
      ref={section}
      tabIndex={-1}
      className={styles.finding}
      data-tone={found ? 'warn' : 'ok'}
      aria-label={`Validation error${found ? '' : ' cleared'}: ${fix.kind}`}
    >
      <code>{found ? fix.message : `✓ ${fix.what}`}</code>
      <p role="status">{found ? needs[fix.kind] : done[fix.kind]}</p>
      <div className={styles.actions}>
        {found ? (
          <Button key="create" variant="primary" disabledReason={disabledReason} onClick={press(fixes.apply)}>
            Create {fix.what}
          </Button>
        ) : (
          <Button key="undo" disabledReason={disabledReason} onClick={press(fixes.undo)}>
            Undo: delete {fix.what}
          </Button>
        )}
      </div>
      {error !== undefined && (
        <p role="alert" className={styles.failure}>
          {error}
        </p>
      )}
      <FixCall fix={fix} />
    </section>
  )
}

const needs: Record<FindingFix['kind'], string> = {
  customer:
    'You are only tracking usage, so no customer is needed yet. To bill this usage, create a customer whose usage attribution has this subject. Billing starts only after the customer has a subscription.',
  meter:
    'The event is stored, and no meter counts events of this type yet. The new meter counts them; for another aggregation, change the call below.',
}

const done: Record<FindingFix['kind'], string> = {
  customer:
    'Created in the studio. All events of this subject were checked again: validation happens when they are listed. Billing starts only after the customer has a subscription.',
  meter:
    'Created in the studio. All events of this type were checked again: validation happens when they are listed.',
}

/** The same in Konnect, to read and to copy. */
function FixCall({ fix }: { fix: FindingFix }) {
  const block = useRef<HTMLPreElement>(null)
  const text = fixCommand(fix)
  return (
    <details className={styles.call}>
      <summary>Konnect API call</summary>
      <CopyButton text={text} label="Copy Konnect API call" size="small" shownIn={block} />
      <CodeBlock ref={block} text={text} language="shell" label="Konnect API call" wrap />
    </details>
  )
}
