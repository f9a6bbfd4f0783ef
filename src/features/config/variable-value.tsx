import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { putVariable } from '#api/contract.ts'
import { variableValueProblem } from '#plugin/variables.ts'
import { announce } from '#ui/announce.tsx'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { Input } from '#ui/input.tsx'
import { isDemo } from '#ui/is-demo.ts'
import { call, useGateway } from './studio.ts'
import styles from './variables-panel.module.css'

/** Sets a variable's value for the rehearsal on the studio's server. */
export function useSetVariable() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ name, value }: { name: string; value: string }) =>
      call(putVariable, { params: { name }, body: { value } }),
    onSuccess: ({ name, set }) => {
      announce(set ? `DECK_${name} has a value for the rehearsal` : `The value of DECK_${name} is forgotten`)
      return queries.invalidateQueries({ queryKey: ['gateway'] })
    },
  })
}

interface VariableValueProps {
  /** Without decK's prefix. */
  name: string
  onSaved?: () => void
}

/** A variable's value for the rehearsal: written only, never read back. */
export function VariableValue({ name, onSaved }: VariableValueProps) {
  const [value, setValue] = useState('')
  const set = useGateway().data?.variables.find(known => known.name === name)?.set ?? false
  const save = useSetVariable()
  const refused = variableValueProblem(value) ?? save.error?.message
  const submit = () => {
    if (variableValueProblem(value) !== undefined) return
    save.mutate(
      { name, value },
      {
        onSuccess: () => {
          setValue('')
          onSaved?.()
        },
      },
    )
  }
  return (
    <Field
      label="Value for the rehearsal"
      hint={`${set ? 'There is one' : 'There is none'}. Kept in the memory of ${isDemo ? 'this page' : "the studio's server"} only, never in the document, an export or a file; needed only to send to the real endpoint.`}
      problems={refused === undefined ? [] : [{ severity: 'error', message: refused }]}
    >
      {control => (
        <form
          className={styles.row}
          onSubmit={event => {
            event.preventDefault()
            submit()
          }}
        >
          <Input
            {...control}
            mono
            masked
            value={value}
            placeholder={set ? 'set' : 'not set'}
            onChange={event => setValue(event.target.value)}
            onPaste={event => {
              // A field of one line would join the lines without a word.
              const pasted = event.clipboardData.getData('text/plain').trim()
              if (variableValueProblem(pasted) === undefined) return
              event.preventDefault()
              setValue(pasted)
            }}
          />
          <Button type="submit">{value === '' && set ? 'Forget the value' : 'Set the value'}</Button>
        </form>
      )}
    </Field>
  )
}
