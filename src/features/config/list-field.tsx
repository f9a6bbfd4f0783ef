import type { DocumentPath } from '#entities/gateway-state.ts'
import { Field } from '#ui/field.tsx'
import { Input } from '#ui/input.tsx'
import styles from './list-field.module.css'
import { useDraft, usePluginField } from './use-plugin-field.ts'

interface ListFieldProps {
  path: DocumentPath
  label: string
  /** The values there are; without them the list is free text. */
  options?: readonly string[]
  placeholder?: string
}

function entries(text: string): string[] {
  return text
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '')
}

/** A list of texts: check boxes where the values are known, otherwise one line with commas. */
export function ListField({ path, label, options, placeholder }: ListFieldProps) {
  const field = usePluginField(path, true)
  const value = field.value ?? field.facts?.default
  const list = Array.isArray(value) ? value.map(String) : []
  const draft = useDraft(list.join(', '), text =>
    field.set(entries(text).length === 0 ? undefined : entries(text)),
  )
  const common = { label, problems: field.problems, reset: field.reset }
  if (options === undefined)
    return (
      <Field {...common} hint={`${field.facts?.description ?? ''} Separate several with commas.`}>
        {control => (
          <Input
            {...control}
            data-path={field.path}
            value={draft.text}
            placeholder={placeholder}
            onChange={event => draft.type(event.target.value, entries(event.target.value).join(', '))}
            onBlur={draft.settle}
          />
        )}
      </Field>
    )
  return (
    <fieldset className={styles.choices} data-path={field.path}>
      <legend>{label}</legend>
      {options.map(option => (
        <Field key={option} inline label={option}>
          {control => (
            <input
              {...control}
              type="checkbox"
              checked={list.includes(option)}
              onChange={event =>
                field.set(
                  options.filter(known => (known === option ? event.target.checked : list.includes(known))),
                )
              }
            />
          )}
        </Field>
      ))}
      {field.problems.map(({ message }) => (
        <p key={message} className={styles.problem}>
          ✕ {message}
        </p>
      ))}
    </fieldset>
  )
}
