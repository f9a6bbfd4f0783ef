import { Download, Trash2 } from 'lucide-react'
import { Badge } from '#ui/badge.tsx'
import { Button } from '#ui/button.tsx'
import { CodeBlock } from '#ui/code-block.tsx'
import { CopyButton } from '#ui/copy-button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { Field } from '#ui/field.tsx'
import { Input } from '#ui/input.tsx'
import { saveFile } from '#ui/save-file.ts'
import { useRunner } from '../run/use-run.ts'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import { TextArea } from '../text-area.tsx'
import type { PinCheck } from './check-pin.ts'
import styles from './expectations.module.css'
import { type Pin, setPins, usePins } from './pins.ts'
import { githubSteps, pinFiles, rehearseCommand } from './pipeline-text.ts'
import { usePinChecks } from './use-pin-checks.ts'

/** What runs must give: checked after every change of the document, and exported for a pipeline. */
export function ExpectationsTab() {
  const { id, document } = useSimulatedWorkspace()
  const pins = usePins(id)
  const checks = usePinChecks(pins, document, useRunner())
  if (pins.length === 0) {
    return (
      <EmptyState title="No expectations yet">
        Send or generate requests, then choose “Pin as expectation” at the result. What the run gave is
        checked after every change of the document, and in your pipeline.
      </EmptyState>
    )
  }
  const steps = githubSteps(pins, document)
  return (
    <section className={styles.page} aria-label="Expectations">
      {pins.map(pin => (
        <PinnedRun
          key={pin.id}
          pin={pin}
          check={checks.get(pin.id)}
          onChange={changed =>
            setPins(
              id,
              pins.map(known => (known.id === pin.id ? changed : known)),
            )
          }
          onRemove={() =>
            setPins(
              id,
              pins.filter(known => known.id !== pin.id),
            )
          }
        />
      ))}
      <section>
        <h2>In GitHub Actions</h2>
        <p className={styles.hint}>
          Steps of a workflow that has your kong.yaml, the files above, and the studio checked out beside
          them. A command ends with 1 where something differs; <code>--junit</code> prints it as JUnit.
        </p>
        <CodeBlock text={steps} language="yaml" label="Steps of a GitHub workflow" className={styles.code} />
        <CopyButton size="small" text={steps} label="Copy steps" />
      </section>
    </section>
  )
}

interface PinnedRunProps {
  pin: Pin
  check: PinCheck | undefined
  onChange: (pin: Pin) => void
  onRemove: () => void
}

function PinnedRun({ pin, check, onChange, onRemove }: PinnedRunProps) {
  const { document } = useSimulatedWorkspace()
  const command = rehearseCommand(pin, document)
  const files = pinFiles(pin)
  return (
    <section className={styles.pin} data-met={check?.met} aria-label={`Expectation ${pin.name}`}>
      <div className={styles.head}>
        <Input
          aria-label="Name"
          value={pin.name}
          onChange={event => onChange({ ...pin, name: event.target.value })}
        />
        <CheckBadge check={check} />
        <Button
          variant="quiet"
          icon={<Trash2 aria-hidden="true" />}
          aria-label={`Remove expectation ${pin.name}`}
          onClick={onRemove}
        />
      </div>
      <Differences check={check} />
      <Field label="Must give" hint="A line for each subject, and one for the total.">
        {control => (
          <TextArea
            {...control}
            rows={Math.min(12, pin.expectations.split('\n').length + 1)}
            value={pin.expectations}
            onChange={event => onChange({ ...pin, expectations: event.target.value })}
          />
        )}
      </Field>
      <CodeBlock
        text={command}
        language="shell"
        label={`Command that checks ${pin.name}`}
        wrap
        className={styles.code}
      />
      <div className={styles.actions}>
        <CopyButton size="small" text={command} label="Copy command" />
        <Button
          size="small"
          icon={<Download aria-hidden="true" />}
          onClick={() => saveFile(files.scenario, new Blob([JSON.stringify(pin.scenario, null, 2)]))}
        >
          {files.scenario}
        </Button>
        <Button
          size="small"
          icon={<Download aria-hidden="true" />}
          onClick={() => saveFile(files.expectations, new Blob([`${pin.expectations}\n`]))}
        >
          {files.expectations}
        </Button>
      </div>
    </section>
  )
}

function CheckBadge({ check }: { check: PinCheck | undefined }) {
  return (
    <output>
      {check === undefined && <Badge>checking…</Badge>}
      {check?.met === true && (
        <Badge tone="ok" glyph="✓">
          as expected
        </Badge>
      )}
      {check?.met === false && (
        <Badge tone="danger" glyph="✕">
          not as expected
        </Badge>
      )}
    </output>
  )
}

function Differences({ check }: { check: PinCheck | undefined }) {
  const said = [
    ...(check?.problems ?? []),
    ...(check?.lines ?? []).flatMap(({ text, differences }) =>
      differences.map(difference => `${text} – ${difference}`),
    ),
  ]
  if (said.length === 0) return null
  return (
    <ul className={styles.differences} aria-label="What differs">
      {said.map(line => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
