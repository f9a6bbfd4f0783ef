import { useState } from 'react'
import type { DocumentPath } from '#entities/gateway-state.ts'
import { Field } from '#ui/field.tsx'
import { Checkbox, Input, Select } from '#ui/input.tsx'
import { useDraft, usePluginField } from './use-plugin-field.ts'

/** A row of the form: a field of the plugin with Kong's label. */
export interface FieldRow {
  path: DocumentPath
  label: string
  kind: 'boolean' | 'number' | 'text' | 'choice'
  unit?: string
  /** In place of the schema's description. */
  hint?: string
  /** Of a choice. Texts that are numbers are written as numbers. */
  options?: readonly { value: string | number; label: string }[]
  placeholder?: string
  /** Code, names and URLs. */
  mono?: boolean
}

/** A field's control, of the kind that its row says. A release that has no such field shows none. */
export function ConfigField({ row }: { row: FieldRow }) {
  const { facts } = usePluginField(row.path)
  if (facts === undefined) return null
  if (row.kind === 'boolean') return <BooleanField row={row} />
  if (row.kind === 'number') return <NumberField row={row} />
  if (row.kind === 'choice') return <ChoiceField row={row} />
  return <TextField row={row} />
}

function BooleanField({ row }: { row: FieldRow }) {
  const field = usePluginField(row.path)
  const value = field.value ?? field.facts?.default
  return (
    <Field
      inline
      label={row.label}
      hint={row.hint ?? field.facts?.description}
      problems={field.problems}
      reset={field.reset}
    >
      {control => (
        <Checkbox
          {...control}
          data-path={field.path}
          checked={value === true}
          onChange={event => field.set(event.target.checked)}
        />
      )}
    </Field>
  )
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function NumberField({ row }: { row: FieldRow }) {
  const field = usePluginField(row.path)
  const [refused, setRefused] = useState<string>()
  const draft = useDraft(textOf(field.value), text =>
    field.set(text.trim() === '' ? undefined : Number(text)),
  )
  const local = refused !== undefined && refused === draft.text
  const problems = local
    ? [
        {
          severity: 'error' as const,
          message: `Expected a number, found “${refused}”. The document keeps its value.`,
        },
      ]
    : field.problems
  return (
    <Field
      label={row.label}
      unit={row.unit}
      hint={row.hint ?? field.facts?.description}
      problems={problems}
      reset={field.reset}
    >
      {control => (
        <Input
          {...control}
          data-path={field.path}
          inputMode="decimal"
          value={draft.text}
          placeholder={field.facts?.default === undefined ? 'No limit' : `${field.facts.default} (default)`}
          onChange={event => {
            const text = event.target.value
            const number = Number(text)
            const taken = text.trim() === '' || Number.isFinite(number)
            setRefused(taken ? undefined : text)
            draft.type(text, taken ? textOf(text.trim() === '' ? undefined : number) : undefined)
          }}
          onBlur={() => !local && draft.settle()}
        />
      )}
    </Field>
  )
}

function TextField({ row }: { row: FieldRow }) {
  const field = usePluginField(row.path)
  const draft = useDraft(textOf(field.value), text => field.set(text === '' ? undefined : text))
  return (
    <Field
      label={row.label}
      hint={row.hint ?? field.facts?.description}
      problems={field.problems}
      reset={field.reset}
    >
      {control => (
        <Input
          {...control}
          data-path={field.path}
          mono={row.mono ?? false}
          value={draft.text}
          placeholder={row.placeholder}
          onChange={event => draft.type(event.target.value, event.target.value)}
          onBlur={draft.settle}
        />
      )}
    </Field>
  )
}

function ChoiceField({ row }: { row: FieldRow }) {
  const field = usePluginField(row.path)
  const options = row.options ?? []
  const value = textOf(field.value ?? field.facts?.default)
  const known = options.some(option => String(option.value) === value)
  return (
    <Field
      label={row.label}
      hint={row.hint ?? field.facts?.description}
      problems={field.problems}
      reset={field.reset}
    >
      {control => (
        <Select
          {...control}
          data-path={field.path}
          value={value}
          onChange={event =>
            field.set(options.find(option => String(option.value) === event.target.value)?.value)
          }
        >
          {!known && <option value={value}>{value} (not valid)</option>}
          {options.map(option => (
            <option key={option.value} value={option.value}>
              {option.label}
              {option.value === field.facts?.default && ' (default)'}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}
