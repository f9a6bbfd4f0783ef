import { useRef } from 'react'
import { type KonnectCall, konnectCall } from '#api/konnect-call.ts'
import { CodeBlock } from '#ui/code-block.tsx'
import { CopyButton } from '#ui/copy-button.tsx'
import styles from './resources.module.css'

/** The same in Konnect, to read and to copy. `what` tells several apart: "create alice". */
export function KonnectDetails({ call, what }: { call: KonnectCall; what: string }) {
  const block = useRef<HTMLPreElement>(null)
  const text = konnectCall(call)
  return (
    <details className={styles.call}>
      <summary>Konnect API call: {what}</summary>
      <CopyButton text={text} label={`Copy Konnect API call: ${what}`} size="small" shownIn={block} />
      <CodeBlock ref={block} text={text} language="shell" label={`Konnect API call: ${what}`} wrap />
    </details>
  )
}
