import { useState } from 'react'
import { createCustomer, deleteCustomer, upsertCustomer } from '#api/konnect-contract.ts'
import { type CreateCustomerRequest, type Customer, createCustomerRequest } from '#events/customer.ts'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { call } from './call.ts'
import { KonnectDetails } from './konnect-details.tsx'
import { keyFrom } from './new-resources.ts'
import styles from './resources.module.css'
import { TextField } from './text-field.tsx'
import { requestProblems, useResourceAction } from './use-resource-action.ts'

interface CustomerFormProps {
  /** Absent: a new one. */
  customer?: Customer
  /** With the key of what then is there. */
  onDone: (key: string | undefined) => void
  onCancel?: () => void
}

/** A customer with its subjects. */
export function CustomerForm({ customer, onDone, onCancel }: CustomerFormProps) {
  const [name, setName] = useState(customer?.name ?? '')
  const [typedKey, setKey] = useState(customer?.key)
  const [subjects, setSubjects] = useState(subjectLines(customer))
  const { run, busy, error } = useResourceAction()
  const key = typedKey ?? keyOf(name)
  const body = bodyOf(customer, { name, key, subject_keys: linesOf(subjects) })
  const problems = requestProblems(createCustomerRequest, body)
  const reset = () => {
    setName(customer?.name ?? '')
    setSubjects(subjectLines(customer))
  }
  const save = () =>
    run({
      done: customer === undefined ? `Created the customer ${name}` : `Saved the customer ${name}`,
      act: () => saveCustomer(customer, body),
      undone: reset,
      after: () => onDone(key),
    })
  return (
    <form
      className={styles.form}
      aria-label={customer === undefined ? 'New customer' : `Customer ${customer.name}`}
      onSubmit={event => {
        event.preventDefault()
        if (problems.count === 0 && !busy) void save()
      }}
    >
      <h2>{customer?.name ?? 'New customer'}</h2>
      <TextField
        label="Name"
        value={name}
        onChange={setName}
        problems={name === '' ? [] : problems.at('name')}
      />
      {customer === undefined ? (
        <TextField
          label="Key"
          mono
          value={key}
          onChange={setKey}
          problems={key === '' ? [] : problems.at('key')}
        />
      ) : (
        <p>
          Key <code>{customer.key}</code> · id <code>{customer.id}</code>
        </p>
      )}
      <SubjectsField value={subjects} onChange={setSubjects} />
      {error !== undefined && (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      )}
      <div className={styles.actions}>
        <Button
          type="submit"
          variant="primary"
          disabledReason={blocked({ busy, name, count: problems.count })}
        >
          {customer === undefined ? 'Create customer' : 'Save customer'}
        </Button>
        {onCancel && <Button onClick={onCancel}>Cancel</Button>}
        {customer && <DeleteButton customer={customer} run={run} onDone={onDone} />}
      </div>
      <CustomerCalls customer={customer} body={body} />
    </form>
  )
}

function DeleteButton({
  customer,
  run,
  onDone,
}: Pick<CustomerFormProps, 'onDone'> & {
  customer: Customer
  run: ReturnType<typeof useResourceAction>['run']
}) {
  const remove = () =>
    run({
      done: `Deleted the customer ${customer.name}`,
      act: async () => {
        await call(deleteCustomer, { params: { customerId: customer.id } })
        return () => call(createCustomer, { body: bodyOf(customer, {}) })
      },
      after: () => onDone(undefined),
    })
  return (
    <Button variant="danger" onClick={() => void remove()}>
      Delete customer
    </Button>
  )
}

function SubjectsField({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  return (
    <Field
      label="Subjects"
      hint="One a line: usage attribution's subject_keys. Events of these subjects, and of the key itself, are this customer's, also those that arrived before."
    >
      {control => (
        <textarea
          {...control}
          className={styles.subjects}
          rows={Math.min(12, Math.max(3, value.split('\n').length + 1))}
          spellCheck={false}
          value={value}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

function keyOf(name: string): string {
  return name === '' ? '' : keyFrom(name)
}

function subjectLines(customer: Customer | undefined): string {
  return customer?.usage_attribution?.subject_keys.join('\n') ?? ''
}

function blocked({ busy, name, count }: { busy: boolean; name: string; count: number }): string | undefined {
  if (busy) return 'It is being saved'
  if (name === '') return 'The name is missing'
  return count === 0 ? undefined : 'Fields have problems'
}

function linesOf(text: string): string[] {
  const lines = text.split('\n').map(line => line.trim())
  return [...new Set(lines.filter(line => line !== ''))]
}

interface Edited {
  name?: string
  key?: string
  subject_keys?: string[]
}

/** What is sent: the customer as it was, without what the API gives it, changed. */
function bodyOf(customer: Customer | undefined, { subject_keys, ...edited }: Edited): CreateCustomerRequest {
  const { id: _, created_at: __, updated_at: ___, deleted_at: ____, ...before } = customer ?? emptyCustomer
  return {
    ...before,
    ...edited,
    ...(subject_keys !== undefined && { usage_attribution: { subject_keys } }),
  }
}

const emptyCustomer: Customer = { id: '', key: '', name: '', created_at: '', updated_at: '' }

async function saveCustomer(before: Customer | undefined, { key, ...body }: CreateCustomerRequest) {
  if (before === undefined) {
    const { id } = await call(createCustomer, { body: { key, ...body } })
    return () => call(deleteCustomer, { params: { customerId: id } })
  }
  const params = { customerId: before.id }
  await call(upsertCustomer, { params, body })
  const { key: _, ...old } = bodyOf(before, {})
  return () => call(upsertCustomer, { params, body: old })
}

function CustomerCalls({ customer, body }: { customer: Customer | undefined; body: CreateCustomerRequest }) {
  if (customer === undefined) {
    return <KonnectDetails what="create" call={{ method: 'POST', path: createCustomer.path, body }} />
  }
  const path = upsertCustomer.path.replace('{customerId}', customer.id)
  const { key: _, ...change } = body
  return (
    <>
      <KonnectDetails what="save" call={{ method: 'PUT', path, body: change }} />
      <KonnectDetails what="delete" call={{ method: 'DELETE', path }} />
    </>
  )
}
