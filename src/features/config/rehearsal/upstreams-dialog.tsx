import { useState } from 'react'
import { Dialog } from '#ui/dialog.tsx'
import { Field } from '#ui/field.tsx'
import { Checkbox, Input } from '#ui/input.tsx'
import { type SimulatedAi, simulatedAi } from '#workspaces/simulated-ai.ts'
import { type RehearsedService, UpstreamSelect, useUpstream } from './upstream-picker.tsx'
import styles from './upstreams-dialog.module.css'

/** Who answers for each Service, with what the simulated AI provider is told. */
export function UpstreamsDialog({
  services,
  onClose,
}: {
  services: readonly RehearsedService[]
  onClose: () => void
}) {
  return (
    <Dialog title="Who answers for each Service" open onClose={onClose} wide>
      <ul className={styles.services}>
        {services.map(service => (
          <ServiceRow key={service.id} service={service} />
        ))}
      </ul>
    </Dialog>
  )
}

function ServiceRow({ service }: { service: RehearsedService }) {
  const { chosen, choose } = useUpstream(service)
  return (
    <li className={styles.service}>
      <strong className={styles.name}>{service.name}</strong>
      <UpstreamSelect service={service} />
      {typeof chosen === 'object' && <ProviderFields name={service.name} told={chosen} onTell={choose} />}
    </li>
  )
}

interface ProviderFieldsProps {
  name: string
  told: SimulatedAi
  onTell: (told: SimulatedAi) => void
}

type NumberKey = 'prompt_tokens' | 'completion_tokens' | 'status' | 'latency_ms'
const numbers: readonly { key: NumberKey; label: string; unit?: string }[] = [
  { key: 'prompt_tokens', label: 'Prompt tokens' },
  { key: 'completion_tokens', label: 'Completion tokens' },
  { key: 'status', label: 'Status' },
  { key: 'latency_ms', label: 'Latency', unit: 'ms' },
]

function ProviderFields({ name, told, onTell }: ProviderFieldsProps) {
  return (
    <fieldset className={styles.provider}>
      <legend className="visually-hidden">Simulated AI provider of {name}</legend>
      <div className={styles.numbers}>
        {numbers.map(field => (
          <NumberField key={field.key} field={field} told={told} onTell={onTell} />
        ))}
      </div>
      <Field
        label="Answered from a cache"
        inline
        hint="As by a semantic cache: no model is called, and the events carry cache_status Hit."
      >
        {control => (
          <Checkbox
            {...control}
            checked={told.cached}
            onChange={event => onTell({ ...told, cached: event.target.checked })}
          />
        )}
      </Field>
      <Field
        label="Streams end with their usage"
        inline
        hint="Off: Kong estimates, and counts the streamed text only with logging.log_payloads."
      >
        {control => (
          <Checkbox
            {...control}
            checked={told.stream_usage}
            onChange={event => onTell({ ...told, stream_usage: event.target.checked })}
          />
        )}
      </Field>
    </fieldset>
  )
}

interface NumberFieldProps extends Omit<ProviderFieldsProps, 'name'> {
  field: (typeof numbers)[number]
}

/** The provider is told what it can do; anything else stays in the field, which says so. */
function NumberField({ field: { key, label, unit }, told, onTell }: NumberFieldProps) {
  const [text, setText] = useState(String(told[key]))
  const read = (typed: string) =>
    simulatedAi.safeParse({ ...told, [key]: typed.trim() === '' ? null : Number(typed) })
  const problems = read(text).error?.issues.map(({ message }) => ({ severity: 'error' as const, message }))
  return (
    <Field label={label} unit={unit} problems={problems}>
      {control => (
        <Input
          {...control}
          inputMode="numeric"
          value={text}
          onChange={event => {
            const { value } = event.target
            setText(value)
            const { data } = read(value)
            if (data !== undefined) onTell(data)
          }}
        />
      )}
    </Field>
  )
}
