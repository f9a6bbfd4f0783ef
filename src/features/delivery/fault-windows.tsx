import { Plus, X } from 'lucide-react'
import { Slider } from 'radix-ui'
import { type PointerEvent, useRef, useState } from 'react'
import type { SinkFault } from '#rehearsal/scenario.ts'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { Select } from '#ui/input.tsx'
import styles from './fault-windows.module.css'
import { anotherFault, MAX_FAULTS } from './lab-settings.ts'
import { clockText } from './lab-text.ts'
import { NumberField } from './number-field.tsx'

const kinds: Record<SinkFault['fault'], string> = {
  status: 'Answers with a status',
  timeout: 'Never answers',
  slow: 'Answers slowly',
  reset: 'Resets the connection',
  tls: 'TLS failure',
  answer_lost: 'Stored, but the answer is lost',
}

interface FaultWindowsProps {
  faults: readonly SinkFault[]
  /** Seconds that the timeline is long. */
  duration: number
  onChange: (faults: SinkFault[]) => void
}

/** When the ingest endpoint fails, and how: drawn, moved by both ends, and typed. */
export function FaultWindows({ faults, duration, onChange }: FaultWindowsProps) {
  const replace = (index: number, fault: SinkFault) => onChange(faults.with(index, fault))
  const add = (fault: SinkFault) => onChange([...faults, fault])
  return (
    <section className={styles.faults} aria-label="Fault windows">
      <div className={styles.head}>
        <h2>Faults of the ingest endpoint</h2>
        <Button
          size="small"
          icon={<Plus aria-hidden="true" />}
          disabledReason={faults.length >= MAX_FAULTS ? `At most ${MAX_FAULTS} faults` : undefined}
          onClick={() => add(anotherFault(faults, duration))}
        >
          Add fault
        </Button>
      </div>
      {faults.length < MAX_FAULTS && <DrawTrack duration={duration} onDraw={add} />}
      <ol className={styles.list}>
        {faults.map((fault, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fault has no other identity than its place
          <li key={index} className={styles.fault}>
            <FaultWindow
              name={`Fault ${index + 1}`}
              fault={fault}
              duration={duration}
              onChange={next => replace(index, next)}
              onRemove={() => onChange(faults.toSpliced(index, 1))}
            />
          </li>
        ))}
      </ol>
    </section>
  )
}

interface FaultWindowProps {
  name: string
  fault: SinkFault
  duration: number
  onChange: (fault: SinkFault) => void
  onRemove: () => void
}

function FaultWindow({ name, fault, duration, onChange, onRemove }: FaultWindowProps) {
  const { from, to } = fault
  return (
    <>
      <Slider.Root
        className={styles.slider}
        min={0}
        max={duration}
        step={stepOf(duration)}
        minStepsBetweenThumbs={1}
        value={[Math.min(from, duration), Math.min(to, duration)]}
        onValueChange={([start = from, end = to]) =>
          start < end && onChange({ ...fault, from: start, to: end })
        }
      >
        <Slider.Track className={styles.track}>
          <Slider.Range className={styles.range} />
        </Slider.Track>
        <Slider.Thumb
          className={styles.thumb}
          aria-label={`${name} start`}
          aria-valuetext={clockText(from)}
        />
        <Slider.Thumb className={styles.thumb} aria-label={`${name} end`} aria-valuetext={clockText(to)} />
      </Slider.Root>
      <fieldset className={styles.fields}>
        <legend className="visually-hidden">{name}</legend>
        <FaultKind fault={fault} onChange={onChange} />
        <NumberField
          label="From"
          unit="s"
          value={from}
          min={0}
          max={to - 0.001}
          onChange={start => onChange({ ...fault, from: start })}
        />
        <NumberField
          label="To"
          unit="s"
          value={to}
          min={from + 0.001}
          max={10_000_000}
          onChange={end => onChange({ ...fault, to: end })}
        />
        <Button
          size="small"
          variant="quiet"
          className={styles.remove}
          icon={<X aria-hidden="true" />}
          aria-label={`Remove ${name.toLowerCase()}`}
          title="Remove"
          onClick={onRemove}
        />
      </fieldset>
    </>
  )
}

function FaultKind({ fault, onChange }: Pick<FaultWindowProps, 'fault' | 'onChange'>) {
  return (
    <>
      <Field label="The endpoint">
        {control => (
          <Select
            {...control}
            value={fault.fault}
            onChange={event => onChange({ ...fault, fault: event.target.value as SinkFault['fault'] })}
          >
            {Object.entries(kinds).map(([kind, label]) => (
              <option key={kind} value={kind}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {fault.fault === 'status' && (
        <NumberField
          label="Status"
          value={fault.status}
          min={100}
          max={599}
          whole
          onChange={status => onChange({ ...fault, status })}
        />
      )}
      {fault.fault === 'slow' && (
        <NumberField
          label="After"
          unit="s"
          value={fault.latency}
          min={0}
          max={100_000}
          onChange={latency => onChange({ ...fault, latency })}
        />
      )}
    </>
  )
}

/** A key moves an end by a 200th of the timeline or so: 1, 2, 5, 10 … seconds. */
function stepOf(duration: number): number {
  const rough = duration / 200
  const unit = 10 ** Math.floor(Math.log10(rough))
  return [1, 2, 5, 10].map(times => times * unit).find(step => step >= rough) ?? rough
}

/** The pointer's way to a new window; the keyboard's is the button. */
function DrawTrack({ duration, onDraw }: { duration: number; onDraw: (fault: SinkFault) => void }) {
  const track = useRef<HTMLDivElement>(null)
  const [drawn, setDrawn] = useState<{ from: number; to: number }>()
  const momentOf = (event: PointerEvent) => {
    const { left, width } = track.current?.getBoundingClientRect() ?? { left: 0, width: 1 }
    const share = Math.min(1, Math.max(0, (event.clientX - left) / width))
    return Math.round((share * duration) / stepOf(duration)) * stepOf(duration)
  }
  const [start, end] = [
    Math.min(drawn?.from ?? 0, drawn?.to ?? 0),
    Math.max(drawn?.from ?? 0, drawn?.to ?? 0),
  ]
  return (
    <div
      ref={track}
      aria-hidden="true"
      className={styles.draw}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setDrawn({ from: momentOf(event), to: momentOf(event) })
      }}
      onPointerMove={event => drawn && setDrawn({ from: drawn.from, to: momentOf(event) })}
      onPointerUp={() => {
        setDrawn(undefined)
        if (end > start) onDraw({ from: start, to: end, fault: 'status', status: 503, latency: 30 })
      }}
      onPointerCancel={() => setDrawn(undefined)}
    >
      {drawn === undefined ? (
        'Drag here to draw a fault'
      ) : (
        <span
          className={styles.drawn}
          style={{
            insetInlineStart: `${(100 * start) / duration}%`,
            width: `${(100 * (end - start)) / duration}%`,
          }}
        >
          {clockText(start)} – {clockText(end)}
        </span>
      )}
    </div>
  )
}
