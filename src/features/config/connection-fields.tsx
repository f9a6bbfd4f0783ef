import { useState } from 'react'
import { konnectRegions, meteringEndpoint } from '#plugin/konnect-regions.ts'
import { isVariable, isVaultReference, variable } from '#plugin/variables.ts'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { Input, Select } from '#ui/input.tsx'
import { ConfigField, type FieldRow } from './config-field.tsx'
import styles from './connection-fields.module.css'
import { useDraft, usePluginField } from './use-plugin-field.ts'
import { VariablePill } from './variable-pill.tsx'

const rows: FieldRow[] = [
  { path: ['config', 'ssl_verify'], label: 'SSL verify', kind: 'boolean' },
  { path: ['config', 'timeout'], label: 'Timeout', kind: 'number', unit: 'ms' },
  { path: ['config', 'keepalive'], label: 'Keepalive', kind: 'number', unit: 'ms' },
]

/** Where events go, and how. */
export function ConnectionFields() {
  return (
    <>
      <IngestEndpoint />
      <ApiToken />
      {rows.map(row => (
        <ConfigField key={row.label} row={row} />
      ))}
    </>
  )
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value)
}

function IngestEndpoint() {
  const field = usePluginField(['config', 'ingest_endpoint'])
  const value = textOf(field.value)
  const draft = useDraft(value, field.set)
  const region = konnectRegions.find(({ id }) => meteringEndpoint(id) === value)?.id
  return (
    <Field label="Ingest endpoint" hint={field.facts?.description} problems={field.problems}>
      {control => (
        <>
          <Select
            aria-label="Konnect region"
            value={region ?? ''}
            onChange={event => {
              const chosen = konnectRegions.find(({ id }) => id === event.target.value)
              if (chosen !== undefined) field.set(meteringEndpoint(chosen.id))
            }}
          >
            <option value="">{value === '' ? 'Choose a Konnect region…' : 'Another endpoint'}</option>
            {konnectRegions.map(({ id, label }) => (
              <option key={id} value={id}>
                Konnect · {id} ({label})
              </option>
            ))}
          </Select>
          {isVariable(value) ? (
            <VariablePill value={value} path={field.path} onEdit={() => field.set('')} />
          ) : (
            <Input
              {...control}
              mono
              type="url"
              data-path={field.path}
              value={draft.text}
              placeholder={meteringEndpoint('us')}
              onChange={event => draft.type(event.target.value, event.target.value)}
              onBlur={draft.settle}
            />
          )}
        </>
      )}
    </Field>
  )
}

function ApiToken() {
  const field = usePluginField(['config', 'api_token'])
  const [revealed, setRevealed] = useState(false)
  const value = textOf(field.value)
  const draft = useDraft(value, field.set)
  const secret = value !== '' && !isVaultReference(value)
  return (
    <Field label="API token" hint={field.facts?.description} problems={field.problems}>
      {control =>
        isVariable(value) ? (
          <VariablePill value={value} path={field.path} onEdit={() => field.set('')} />
        ) : (
          <div className={styles.token}>
            <Input
              {...control}
              mono
              masked={secret && !revealed}
              data-path={field.path}
              value={draft.text}
              placeholder={variable('AUTH_TOKEN')}
              onChange={event => draft.type(event.target.value, event.target.value)}
              onBlur={draft.settle}
            />
            {secret && (
              <Button
                aria-pressed={revealed}
                aria-label="Reveal API token"
                onClick={() => setRevealed(!revealed)}
              >
                {revealed ? 'Hide' : 'Reveal'}
              </Button>
            )}
            <Button onClick={() => field.set(variable('AUTH_TOKEN'))}>Use a variable</Button>
          </div>
        )
      }
    </Field>
  )
}
