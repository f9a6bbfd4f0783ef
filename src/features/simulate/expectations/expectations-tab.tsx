import { Download, FolderOpen, Trash2 } from 'lucide-react'
import { useRef } from 'react'
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
import { forgetPinnedFile, keepPinnedFile } from './pinned-files.ts'
import { type Pin, type PinnedRecord, setPins, usePins } from './pins.ts'
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
        Send, replay or generate requests, then choose “Pin as expectation” at the result. What the run gave
        is checked after every change of the document, and in your pipeline.
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
          onRemove={() => {
            void forgetPinnedFile(pin.id)
            setPins(
              id,
              pins.filter(known => known.id !== pin.id),
            )
          }}
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
      {'record' in pin && <RecordFacts pin={pin} wantsFile={check?.wantsFile} onChange={onChange} />}
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
        {'scenario' in pin && (
          <Button
            size="small"
            icon={<Download aria-hidden="true" />}
            onClick={() => saveFile(files.traffic, new Blob([JSON.stringify(pin.scenario, null, 2)]))}
          >
            {files.traffic}
          </Button>
        )}
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

interface RecordFactsProps {
  pin: Extract<Pin, { record: PinnedRecord }>
  wantsFile: boolean | undefined
  onChange: (pin: Pin) => void
}

/** Which file it plays, and where that is; opened once more where it is not at hand. */
function RecordFacts({ pin, wantsFile = false, onChange }: RecordFactsProps) {
  const { name, kept } = pin.record
  const input = useRef<HTMLInputElement>(null)
  const open = async (file: File) => {
    const isKept = await keepPinnedFile(pin.id, file)
    // Also when it is the same file: the check is made anew.
    onChange({ ...pin, record: { ...pin.record, name: file.name, kept: isKept } })
  }
  return (
    <div className={styles.actions}>
      <p className={styles.hint}>
        Plays <code>{name}</code>,{' '}
        {kept
          ? 'which is kept in this browser until you remove the expectation.'
          : 'which is not kept: it is checked while this page is open.'}
      </p>
      {wantsFile && (
        <Button size="small" icon={<FolderOpen aria-hidden="true" />} onClick={() => input.current?.click()}>
          Open {name}…
        </Button>
      )}
      <input
        ref={input}
        type="file"
        hidden
        aria-label={`File of ${pin.name}`}
        onChange={event => {
          const [file] = event.target.files ?? []
          event.target.value = ''
          if (file) void open(file)
        }}
      />
    </div>
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
