import { useState } from 'react'
import { createMeter, deleteMeter, updateMeter } from '#api/konnect-contract.ts'
import { type CreateMeterRequest, createMeterRequest, type Meter, meterAggregations } from '#events/meter.ts'
import { quantityText } from '#formats/decimal-text.ts'
import { Button } from '#ui/button.tsx'
import { call } from './call.ts'
import { ChoiceField } from './choice-field.tsx'
import { DimensionsEditor, dimensionsOf, rowsOf } from './dimensions-editor.tsx'
import { KonnectDetails } from './konnect-details.tsx'
import { keyFrom } from './new-resources.ts'
import styles from './resources.module.css'
import { TextField } from './text-field.tsx'
import { requestProblems, useResourceAction } from './use-resource-action.ts'

interface MeterFormProps {
  /** Absent: a new one. */
  meter?: Meter
  /** Of the period. */
  usage?: string | undefined
  /** With the key of what then is there. */
  onDone: (key: string | undefined) => void
  onCancel?: () => void
  onShowUsage?: () => void
}

/** A meter. What it counts is fixed once it is there, as in Konnect; its name and dimensions change. */
export function MeterForm({ meter, usage, onDone, onCancel, onShowUsage }: MeterFormProps) {
  const [draft, setDraft] = useState<CreateMeterRequest>(() =>
    meter === undefined ? newMeter : bodyOf(meter),
  )
  const [rows, setRows] = useState(() => rowsOf(draft.dimensions))
  const { run, busy, error } = useResourceAction()
  const body = { ...draft, key: draft.key || keyFrom(draft.name), dimensions: dimensionsOf(rows) }
  const problems = requestProblems(createMeterRequest, body)
  const set = (change: Partial<CreateMeterRequest>) => setDraft(before => ({ ...before, ...change }))
  const save = () =>
    run({
      done: meter === undefined ? `Created the meter ${body.key}` : `Saved the meter ${body.key}`,
      act: () => saveMeter(meter, body),
      undone: () => {
        setDraft(meter === undefined ? newMeter : bodyOf(meter))
        setRows(rowsOf(meter?.dimensions))
      },
      after: () => onDone(body.key),
    })
  return (
    <form
      className={styles.form}
      aria-label={meter === undefined ? 'New meter' : `Meter ${meter.name}`}
      onSubmit={event => {
        event.preventDefault()
        if (problems.count === 0 && !busy) void save()
      }}
    >
      <h2>{meter?.name ?? 'New meter'}</h2>
      {meter && (
        <p>
          <strong>{usage === undefined ? 'No usage' : quantityText(usage)}</strong> in the period
          {onShowUsage && (
            <Button variant="quiet" size="small" onClick={onShowUsage}>
              Show usage
            </Button>
          )}
        </p>
      )}
      <TextField
        label="Name"
        value={draft.name}
        onChange={name => set({ name })}
        problems={draft.name === '' ? [] : problems.at('name')}
      />
      {meter === undefined ? (
        <CreationFields body={body} set={set} problems={problems} />
      ) : (
        <Facts meter={meter} />
      )}
      <DimensionsEditor rows={rows} onChange={setRows} problemsAt={name => problems.at('dimensions', name)} />
      {error !== undefined && (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      )}
      <div className={styles.actions}>
        <Button
          type="submit"
          variant="primary"
          disabledReason={blocked({ busy, body, count: problems.count })}
        >
          {meter === undefined ? 'Create meter' : 'Save meter'}
        </Button>
        {onCancel && <Button onClick={onCancel}>Cancel</Button>}
        {meter && (
          <Button
            variant="danger"
            onClick={() =>
              void run({
                done: `Deleted the meter ${meter.key}`,
                act: () => deleteWithUndo(meter),
                after: () => onDone(undefined),
              })
            }
          >
            Delete meter
          </Button>
        )}
      </div>
      <MeterCalls meter={meter} body={body} />
    </form>
  )
}

const newMeter: CreateMeterRequest = {
  key: '',
  name: '',
  aggregation: 'count',
  event_type: 'kong.api_request',
}

function blocked({ busy, body, count }: { busy: boolean; body: CreateMeterRequest; count: number }) {
  if (busy) return 'It is being saved'
  if (body.name === '') return 'The name is missing'
  return count === 0 ? undefined : 'Fields have problems'
}

interface CreationFieldsProps {
  body: CreateMeterRequest
  set: (change: Partial<CreateMeterRequest>) => void
  problems: ReturnType<typeof requestProblems>
}

function CreationFields({ body, set, problems }: CreationFieldsProps) {
  return (
    <>
      <TextField
        label="Key"
        mono
        value={body.key}
        onChange={key => set({ key })}
        problems={body.name === '' ? [] : problems.at('key')}
      />
      <TextField
        label="Event type"
        mono
        value={body.event_type}
        onChange={event_type => set({ event_type })}
        problems={problems.at('event_type')}
      />
      <ChoiceField
        label="Aggregation"
        value={body.aggregation}
        onChange={value => {
          const aggregation = meterAggregations.find(of => of === value)
          if (aggregation !== undefined) set({ aggregation })
        }}
        options={meterAggregations.map(value => ({ value, label: value }))}
      />
      {body.aggregation !== 'count' && (
        <TextField
          label="Value property"
          hint="JSONPath into data, such as $.tokens"
          mono
          value={body.value_property ?? ''}
          onChange={text => set({ value_property: text === '' ? undefined : text })}
          problems={problems.at('value_property')}
        />
      )}
    </>
  )
}

function Facts({ meter }: { meter: Meter }) {
  const { key, aggregation, event_type, value_property } = meter
  return (
    <p>
      <code>{key}</code>: {aggregation} {value_property !== undefined && <code>{value_property}</code>} of{' '}
      <code>{event_type}</code>. This cannot be changed; create another meter instead.
    </p>
  )
}

/** What is sent: the meter without what the API gives it. */
function bodyOf({
  id: _,
  created_at: __,
  updated_at: ___,
  deleted_at: ____,
  ...meter
}: Meter): CreateMeterRequest {
  return meter
}

/** What Konnect lets one change of a meter. */
function changeOf({ name, description, labels, dimensions }: CreateMeterRequest) {
  return {
    name,
    ...(description !== undefined && { description }),
    ...(labels !== undefined && { labels }),
    ...(dimensions !== undefined && { dimensions }),
  }
}

async function saveMeter(before: Meter | undefined, body: CreateMeterRequest) {
  if (before === undefined) {
    const { id } = await call(createMeter, { body })
    return () => call(deleteMeter, { params: { meterId: id } })
  }
  const params = { meterId: before.id }
  await call(updateMeter, { params, body: changeOf(body) })
  return () => call(updateMeter, { params, body: changeOf(before) })
}

async function deleteWithUndo(meter: Meter) {
  await call(deleteMeter, { params: { meterId: meter.id } })
  return () => call(createMeter, { body: bodyOf(meter) })
}

function MeterCalls({ meter, body }: { meter: Meter | undefined; body: CreateMeterRequest }) {
  if (meter === undefined) {
    return <KonnectDetails what="create" call={{ method: 'POST', path: createMeter.path, body }} />
  }
  const path = updateMeter.path.replace('{meterId}', meter.id)
  return (
    <>
      <KonnectDetails what="save" call={{ method: 'PUT', path, body: changeOf(body) }} />
      <KonnectDetails what="delete" call={{ method: 'DELETE', path }} />
    </>
  )
}
