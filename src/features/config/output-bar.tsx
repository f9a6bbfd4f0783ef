import { ChevronDown } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useId, useState } from 'react'
import { scopeKinds } from '#plugin/scope.ts'
import { Button } from '#ui/button.tsx'
import { Select } from '#ui/input.tsx'
import styles from './output-bar.module.css'
import { type ChangeOutput, chosenCount, type OutputChoice } from './output-choice.ts'

const OutputDetails = lazy(() =>
  import('./output-details.tsx').then(module => ({ default: module.OutputDetails })),
)

interface OutputBarProps {
  choice: OutputChoice
  change: ChangeOutput
  /** How many instances of the plugin can be put out. */
  instances: number
  /** The plugin's ingest endpoint, whose region Konnect's is when none is chosen. */
  endpoint: string
  adminUrl: string | undefined
  /** What takes the output away. */
  children: ReactNode
}

/** What every format can be chosen for, and behind a button what the open one can. */
export function OutputBar({ choice, change, instances, endpoint, adminUrl, children }: OutputBarProps) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const count = chosenCount(choice)
  return (
    <>
      <div className={styles.bar}>
        {instances > 1 && (
          <Select
            aria-label="Instances in the output"
            value={choice.instances}
            onChange={event => change({ instances: event.target.value })}
          >
            <option value="chosen">Chosen one</option>
            <option value="all">All {instances} valid</option>
          </Select>
        )}
        <ScopeSelect choice={choice} change={change} />
        <Select
          aria-label="Mode of the output"
          value={choice.mode}
          onChange={event => change({ mode: event.target.value })}
        >
          <option value="corrected">Corrected</option>
          <option value="docs">As in Kong's docs</option>
        </Select>
        {choice.format === 'deck' && (
          <Select
            aria-label="Form of the decK output"
            value={choice.deck}
            onChange={event => change({ deck: event.target.value })}
          >
            <option value="file">File</option>
            <option value="command">Command</option>
          </Select>
        )}
        <Button
          size="small"
          variant="quiet"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
        >
          Options{count > 0 && ` (${count})`}
          <ChevronDown aria-hidden="true" className={open ? styles.open : undefined} />
        </Button>
        <span className={styles.take}>{children}</span>
      </div>
      <div id={id} hidden={!open}>
        {open && (
          <Suspense fallback={null}>
            <OutputDetails choice={choice} change={change} endpoint={endpoint} adminUrl={adminUrl} />
          </Suspense>
        )}
      </div>
    </>
  )
}

function ScopeSelect({ choice, change }: { choice: OutputChoice; change: ChangeOutput }) {
  return (
    <Select
      aria-label="Scope of the output"
      value={choice.scope}
      onChange={event => change({ scope: event.target.value })}
    >
      <option value="own">Own scope</option>
      {scopeKinds.map(kind => (
        <option key={kind} value={kind}>
          {kind === 'global' ? 'Global' : `Any ${kind}`}
        </option>
      ))}
    </Select>
  )
}
