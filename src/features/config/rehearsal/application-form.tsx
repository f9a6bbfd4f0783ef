import { type FormEvent, useState } from 'react'
import { type Application, application as applicationSchema } from '#entities/application.ts'
import type { GatewayState } from '#entities/gateway-state.ts'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { Input, Select } from '#ui/input.tsx'
import styles from './applications-dialog.module.css'

interface ApplicationFormProps {
  /** Undefined for a new one. */
  application: Application | undefined
  /** Names a new one. */
  number: number
  state: GatewayState | undefined
  onKeep: (application: Application) => void
  onCancel: () => void
}

type Draft = Record<Exclude<keyof Application, 'keys'> | 'keys', string>

const portalFields = [
  ['portal_id', 'Portal id'],
  ['api_id', 'API id'],
  ['api_product_version_id', 'API product version id'],
  ['api_package_id', 'API package id'],
] as const

function draftOf(application: Application | undefined, number: number): Draft {
  return {
    id: application?.id ?? crypto.randomUUID(),
    name: application?.name ?? `Application ${number}`,
    keys: application?.keys.join(' ') ?? crypto.randomUUID().replaceAll('-', ''),
    service: application?.service ?? '',
    consumer: application?.consumer ?? '',
    portal_id: application?.portal_id ?? '',
    api_id: application?.api_id ?? '',
    api_product_version_id: application?.api_product_version_id ?? '',
    api_package_id: application?.api_package_id ?? '',
  }
}

/** A field that is left empty is absent. */
function read(draft: Draft) {
  const filled = Object.entries(draft).filter(([, value]) => value.trim() !== '')
  const fields = Object.fromEntries(filled.map(([key, value]) => [key, value.trim()]))
  const keys = draft.keys.split(/\s+/).filter(key => key !== '')
  return applicationSchema.safeParse({ ...fields, keys })
}

/** Writes one application; it is kept when it is whole. */
export function ApplicationForm({ application, number, state, onKeep, onCancel }: ApplicationFormProps) {
  const [draft, setDraft] = useState(() => draftOf(application, number))
  const reading = read(draft)
  const wrong = (field: keyof Draft) =>
    reading.error?.issues.some(({ path }) => path[0] === field)
      ? [
          {
            severity: 'error' as const,
            message: field === 'keys' ? 'An application needs a key' : 'Required',
          },
        ]
      : []
  const change = (field: keyof Draft) => (event: { target: { value: string } }) =>
    setDraft({ ...draft, [field]: event.target.value })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reading.success) onKeep(reading.data)
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field label="Name" problems={wrong('name')}>
        {control => <Input {...control} value={draft.name} onChange={change('name')} />}
      </Field>
      <Field
        label="API key"
        hint="Clients send it in the header apikey. Several are parted by spaces."
        problems={wrong('keys')}
      >
        {control => <Input {...control} mono value={draft.keys} onChange={change('keys')} />}
      </Field>
      <Field label="Application id" hint="The subject of its events." problems={wrong('id')}>
        {control => <Input {...control} mono value={draft.id} onChange={change('id')} />}
      </Field>
      <Field label="Linked Service">
        {control => (
          <Select {...control} value={draft.service} onChange={change('service')}>
            <option value="">Every Service</option>
            <Names names={state?.services.map(({ id, name }) => name ?? id)} chosen={draft.service} />
          </Select>
        )}
      </Field>
      <Field
        label="Mapped Consumer"
        hint="From 3.15 on: requests of the application are that Consumer's, too."
      >
        {control => (
          <Select {...control} value={draft.consumer} onChange={change('consumer')}>
            <option value="">None</option>
            <Names
              names={state?.consumers.map(({ id, username }) => username ?? id)}
              chosen={draft.consumer}
            />
          </Select>
        )}
      </Field>
      {portalFields.map(([field, label]) => (
        <Field key={field} label={label} problems={wrong(field)}>
          {control => <Input {...control} mono value={draft[field]} onChange={change(field)} />}
        </Field>
      ))}
      <div className={styles.actions}>
        <Button onClick={onCancel}>Cancel</Button>
        <Button
          type="submit"
          variant="primary"
          disabledReason={reading.success ? undefined : 'A name, an id and a key are needed'}
        >
          {application === undefined ? 'Add application' : 'Save application'}
        </Button>
      </div>
    </form>
  )
}

/** What can be chosen, and what was chosen though the document has it no more. */
function Names({ names = [], chosen }: { names?: readonly string[] | undefined; chosen: string }) {
  const all = chosen === '' || names.includes(chosen) ? names : [chosen, ...names]
  return all.map(name => (
    <option key={name} value={name}>
      {name}
    </option>
  ))
}
