import { Plus, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { Meter } from '#events/meter.ts'
import { granularity } from '#events/windows.ts'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { Checkbox, Input, Select } from '#ui/input.tsx'
import { ChoiceField } from './choice-field.tsx'
import { groupings, groupsOf, readWhere, writeWhere } from './usage-query.ts'
import styles from './usage-tab.module.css'
import type { UsageState } from './use-usage-search.ts'

interface UsageControlsProps {
  meters: readonly Meter[]
  meter: Meter
  search: UsageState
}

const steps = [
  { value: 'PT1M', label: 'By minute' },
  { value: 'PT1H', label: 'By hour' },
  { value: 'P1D', label: 'By day' },
  { value: 'P1M', label: 'By month' },
  { value: 'none', label: 'Whole period' },
]

/** Which meter, grouped by what, in which steps, and of what only. */
export function UsageControls({ meters, meter, search: { state, change } }: UsageControlsProps) {
  const groups = groupsOf(state, meter)
  const toggle = (name: string) =>
    change({
      by: (groups.includes(name) ? groups.filter(of => of !== name) : [...groups, name]).join(',') || 'none',
    })
  return (
    <div className={styles.controls}>
      <ChoiceField
        label="Meter"
        value={meter.key}
        onChange={key => change({ meter: key, where: '' })}
        options={meters.map(({ key, name }) => ({ value: key, label: name }))}
      />
      <ChoiceField
        label="Steps"
        value={state.step}
        onChange={step => change({ step: granularity.safeParse(step).data ?? 'none' })}
        options={steps}
      />
      <fieldset className={styles.groups}>
        <legend>Group by</legend>
        {groupings(meter).map(name => (
          <Field key={name} inline label={groupingLabel(name)}>
            {control => (
              <Checkbox {...control} checked={groups.includes(name)} onChange={() => toggle(name)} />
            )}
          </Field>
        ))}
      </fieldset>
      <Filters meter={meter} where={state.where} onChange={where => change({ where })} />
    </div>
  )
}

export function groupingLabel(name: string): string {
  return name === 'customer_id' ? 'customer' : name
}

interface FiltersProps {
  meter: Meter
  where: string
  onChange: (where: string) => void
}

/** Only the usage with these values; values of one dimension are alternatives. */
function Filters({ meter, where, onChange }: FiltersProps) {
  const filters = readWhere(where)
  const names = groupings(meter).filter(name => name !== 'customer_id')
  const [chosen, setChosen] = useState('')
  const [value, setValue] = useState('')
  const dimension = names.includes(chosen) ? chosen : (names[0] ?? 'subject')
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (value === '') return
    onChange(writeWhere([...filters, { dimension, values: [value] }]))
    setValue('')
  }
  const remove = (name: string, of: string) =>
    onChange(
      writeWhere(
        filters.map(filter =>
          filter.dimension === name ? { ...filter, values: filter.values.filter(one => one !== of) } : filter,
        ),
      ),
    )
  return (
    <form className={styles.filters} aria-label="Filter" onSubmit={add}>
      <span className={styles.legend}>Only</span>
      {filters.flatMap(({ dimension: name, values }) =>
        values.map(of => (
          <Button
            key={`${name} ${of}`}
            size="small"
            icon={<X aria-hidden="true" />}
            aria-label={`Remove filter ${name} = ${of === '' ? '(none)' : of}`}
            onClick={() => remove(name, of)}
          >
            {name} = {of === '' ? '(none)' : of}
          </Button>
        )),
      )}
      <Select
        aria-label="Dimension to filter by"
        value={dimension}
        onChange={({ target }) => setChosen(target.value)}
      >
        {names.map(name => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </Select>
      <Input
        aria-label={`Value of ${dimension}`}
        value={value}
        onChange={({ target }) => setValue(target.value)}
      />
      <Button
        type="submit"
        icon={<Plus aria-hidden="true" />}
        disabledReason={value === '' ? 'There is no value to filter by' : undefined}
      >
        Add filter
      </Button>
    </form>
  )
}
