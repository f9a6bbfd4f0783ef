import { useId } from 'react'
import type { Ai, Amount } from '#rehearsal/scenario.ts'
import { Field } from '#ui/field.tsx'
import { Checkbox } from '#ui/input.tsx'
import { NumberInput } from '../number-input.tsx'
import styles from './generate.module.css'

const usual: Ai = {
  models: [],
  prompt_tokens: { min: 20, max: 200 },
  completion_tokens: { min: 80, max: 400 },
  streaming: 0.5,
  stated: 1,
  cached: 0,
}

const amounts = [
  ['prompt_tokens', 'Prompt tokens'],
  ['completion_tokens', 'Completion tokens'],
] as const
const shares = [
  ['streaming', 'Streamed'],
  ['stated', 'State their counts'],
  ['cached', 'From a cache'],
] as const

/** What an AI provider answers, for Routes with an AI plugin. */
export function AiMix({ ai, onChange }: { ai: Ai | undefined; onChange: (ai: Ai | undefined) => void }) {
  const id = useId()
  return (
    <fieldset className={styles.group}>
      <legend>AI</legend>
      <div className={styles.check}>
        <Checkbox
          id={id}
          checked={ai !== undefined}
          onChange={event => onChange(event.target.checked ? usual : undefined)}
        />
        <label htmlFor={id}>Prompts to a model, for a POST route with an AI plugin</label>
      </div>
      {ai && (
        <div className={styles.fields}>
          {amounts.map(([field, label]) => (
            <Range
              key={field}
              label={label}
              amount={ai[field]}
              onChange={next => onChange({ ...ai, [field]: next })}
            />
          ))}
          {shares.map(([field, label]) => (
            <Field key={field} label={label} unit="%">
              {control => (
                <NumberInput
                  {...control}
                  max={100}
                  value={Number((ai[field] * 100).toFixed(4))}
                  onChange={percent => onChange({ ...ai, [field]: percent / 100 })}
                />
              )}
            </Field>
          ))}
        </div>
      )}
    </fieldset>
  )
}

interface RangeProps {
  label: string
  amount: Amount
  onChange: (amount: Amount) => void
}

function Range({ label, amount: { min, max }, onChange }: RangeProps) {
  return (
    <>
      <Field label={`${label} from`}>
        {control => (
          <NumberInput
            {...control}
            whole
            value={min}
            onChange={next => onChange({ min: next, max: Math.max(next, max) })}
          />
        )}
      </Field>
      <Field label={`${label} to`}>
        {control => (
          <NumberInput
            {...control}
            whole
            value={max}
            onChange={next => onChange({ min: Math.min(min, next), max: next })}
          />
        )}
      </Field>
    </>
  )
}
