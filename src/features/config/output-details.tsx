import type { ReactNode } from 'react'
import { isId } from '#formats/plugin-row.ts'
import { konnectRegionOf, konnectRegions, regionMismatch } from '#plugin/konnect-regions.ts'
import { Field, type FieldProblem } from '#ui/field.tsx'
import { Input, Select } from '#ui/input.tsx'
import { type ChangeOutput, choicesOf, isAdminUrl, type OutputChoice } from './output-choice.ts'
import styles from './output-details.module.css'

interface OutputDetailsProps {
  choice: OutputChoice
  change: ChangeOutput
  /** The plugin's ingest endpoint, whose region Konnect's is when none is chosen. */
  endpoint: string
  /** Where this studio's Admin API listens. */
  adminUrl: string | undefined
}

/** What can be chosen for the open format beside scope and mode. */
export function OutputDetails(props: OutputDetailsProps) {
  const { choice, change } = props
  const shown = choicesOf(choice)
  const set = (name: keyof OutputChoice) => (value: string) => change({ [name]: value })
  return (
    <fieldset className={styles.details}>
      <legend className="visually-hidden">Options of the output</legend>
      <Choice label="Fields" value={choice.defaults} onChange={set('defaults')}>
        <option value="minimal">As written</option>
        <option value="written">With all defaults</option>
      </Choice>
      {shown.has('shell') && (
        <Choice label="Shell" value={choice.shell} onChange={set('shell')}>
          <option value="posix">POSIX (bash, zsh, sh)</option>
          <option value="powershell">PowerShell</option>
        </Choice>
      )}
      {shown.has('kic') && (
        <Choice label="Config in" value={choice.kic} onChange={set('kic')}>
          <option value="inline">The manifest (inline)</option>
          <option value="configFrom">A Secret, all of it (configFrom)</option>
          <option value="configPatches">A Secret, the token only (configPatches)</option>
        </Choice>
      )}
      {shown.has('region') && <Region {...props} />}
      {shown.has('plane') && <ControlPlaneId value={choice.plane} onChange={set('plane')} />}
      {shown.has('plane_name') && choice.plane === '' && (
        <Text
          label="Control plane name"
          value={choice.plane_name}
          onChange={set('plane_name')}
          placeholder="not named"
        />
      )}
      {shown.has('admin') && <AdminUrl {...props} />}
    </fieldset>
  )
}

interface ChoiceProps {
  label: string
  value: string
  onChange: (value: string) => void
  problem?: FieldProblem | undefined
  children: ReactNode
}

function Choice({ label, value, onChange, problem, children }: ChoiceProps) {
  return (
    <Field label={label} problems={problem && [problem]}>
      {control => (
        <Select {...control} value={value} onChange={event => onChange(event.target.value)}>
          {children}
        </Select>
      )}
    </Field>
  )
}

interface TextProps {
  label: string
  value: string
  onChange: (value: string) => void
  placeholder: string
  problem?: FieldProblem | undefined
}

function Text({ label, value, onChange, placeholder, problem }: TextProps) {
  return (
    <Field label={label} problems={problem && [problem]}>
      {control => (
        <Input
          {...control}
          mono
          value={value}
          placeholder={placeholder}
          maxLength={500}
          onChange={event => onChange(event.target.value.trim())}
        />
      )}
    </Field>
  )
}

function Region({ choice, change, endpoint }: OutputDetailsProps) {
  const region = konnectRegionOf(endpoint)
  const mismatch = regionMismatch(choice.region, endpoint)
  const fallback = choice.format === 'terraform' ? 'us' : '{region}'
  return (
    <Choice
      label="Konnect region"
      value={choice.region}
      onChange={next => change({ region: next })}
      problem={mismatch === undefined ? undefined : { severity: 'warning', message: mismatch }}
    >
      <option value="">
        {region === undefined ? `Not chosen: ${fallback}` : `${region}, of the ingest endpoint`}
      </option>
      {konnectRegions.map(({ id, label }) => (
        <option key={id} value={id}>
          {id} ({label})
        </option>
      ))}
    </Choice>
  )
}

function ControlPlaneId({ value, onChange }: Pick<TextProps, 'value' | 'onChange'>) {
  const odd = value !== '' && !isId(value)
  return (
    <Text
      label="Control plane ID"
      value={value}
      onChange={onChange}
      placeholder="{controlPlaneId}"
      problem={
        odd ? { severity: 'warning', message: 'Konnect gives control planes a UUID as their id.' } : undefined
      }
    />
  )
}

function AdminUrl({ choice, change, adminUrl = 'http://localhost:8001' }: OutputDetailsProps) {
  const odd = choice.admin !== '' && !isAdminUrl(choice.admin)
  return (
    <Text
      label="Admin API URL"
      value={choice.admin}
      onChange={next => change({ admin: next })}
      placeholder={adminUrl}
      problem={
        odd
          ? {
              severity: 'error',
              message: `Expected an http or https URL such as \`http://localhost:8001\`; until then the output has \`${adminUrl}\`.`,
            }
          : undefined
      }
    />
  )
}
