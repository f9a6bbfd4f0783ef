import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { putVariable } from '#api/contract.ts'
import { variableNames } from '#plugin/variables.ts'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { Field } from '#ui/field.tsx'
import { Input } from '#ui/input.tsx'
import { call, useGateway } from './studio.ts'
import styles from './variable-pill.module.css'

interface VariablePillProps {
  /** A string that is one variable: `${{ env "DECK_AUTH_TOKEN" }}`. */
  value: string
  path: string
  /** Replaces the variable by a text. */
  onEdit: () => void
}

/** A variable in place of a value. Its value for the rehearsal stays in the server's memory. */
export function VariablePill({ value, path, onEdit }: VariablePillProps) {
  const [open, setOpen] = useState(false)
  const gateway = useGateway()
  const name = variableNames(value)[0] ?? ''
  const set = gateway.data?.variables.find(known => known.name === name)?.set ?? false
  return (
    <div className={styles.row}>
      <button type="button" className={styles.pill} data-path={path} onClick={() => setOpen(true)}>
        <span aria-hidden="true">env </span>
        <span className="visually-hidden">Variable </span>DECK_{name}
        <span className="visually-hidden">, environment</span>
      </button>
      <span className={styles.state}>{set ? 'has a value here' : 'no value needed to rehearse'}</span>
      <ValueDialog name={name} open={open} onClose={() => setOpen(false)} onEdit={onEdit} />
    </div>
  )
}

interface ValueDialogProps {
  name: string
  open: boolean
  onClose: () => void
  onEdit: () => void
}

function ValueDialog({ name, open, onClose, onEdit }: ValueDialogProps) {
  const [value, setValue] = useState('')
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: () => call(putVariable, { params: { name }, body: { value } }),
    onSuccess: () => {
      setValue('')
      onClose()
      return queries.invalidateQueries({ queryKey: ['gateway'] })
    },
  })
  const problems = save.error === null ? [] : [{ severity: 'error' as const, message: save.error.message }]
  return (
    <Dialog
      title={`Variable DECK_${name}`}
      open={open}
      onClose={onClose}
      actions={
        <>
          <Button
            onClick={() => {
              onClose()
              onEdit()
            }}
          >
            Replace by a text
          </Button>
          <Button variant="primary" onClick={() => save.mutate()}>
            {value === '' ? 'Forget the value' : 'Set the value'}
          </Button>
        </>
      }
    >
      <Field
        label="Value for the rehearsal"
        hint="Kept only in the memory of the studio's server, never in the document, an export or a file. Needed only to send to the real endpoint."
        problems={problems}
      >
        {control => (
          <Input {...control} mono masked value={value} onChange={event => setValue(event.target.value)} />
        )}
      </Field>
    </Dialog>
  )
}
