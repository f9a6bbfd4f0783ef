import { Plus, Trash2 } from 'lucide-react'
import { useId } from 'react'
import type { Tier } from '#billing/price.ts'
import { Button } from '#ui/button.tsx'
import type { FieldProblem } from '#ui/field.tsx'
import { Input } from '#ui/input.tsx'
import { addTier, removeTier } from './edit-tiers.ts'
import styles from './prices.module.css'

interface TiersEditorProps {
  tiers: readonly Tier[]
  currency: string
  onChange: (tiers: Tier[]) => void
  problemsAt: (...path: (string | number)[]) => FieldProblem[]
}

/** Tiers, one a row: units up to a bound, and what they cost. The last one has no bound. */
export function TiersEditor({ tiers, currency, onChange, problemsAt }: TiersEditorProps) {
  return (
    <div className={styles.tiers}>
      <table aria-label="Tiers">
        <thead>
          <tr>
            <th scope="col">Above</th>
            <th scope="col">Up to, inclusive</th>
            <th scope="col">Per unit ({currency})</th>
            <th scope="col">Flat ({currency})</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {tiers.map((tier, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a tier has no other identity than its place
            <tr key={index}>
              <th scope="row">{tiers[index - 1]?.up_to ?? '0'}</th>
              <td>
                {index === tiers.length - 1 && tier.up_to === undefined ? (
                  'no end'
                ) : (
                  <Amount
                    label={`Tier ${index + 1}, up to`}
                    value={tier.up_to ?? ''}
                    onChange={text => onChange(tiers.with(index, withBound(tier, text)))}
                    problems={problemsAt(index, 'up_to')}
                  />
                )}
              </td>
              <td>
                <Amount
                  label={`Tier ${index + 1}, per unit`}
                  value={tier.unit_amount}
                  onChange={unit_amount => onChange(tiers.with(index, { ...tier, unit_amount }))}
                  problems={problemsAt(index, 'unit_amount')}
                />
              </td>
              <td>
                <Amount
                  label={`Tier ${index + 1}, flat`}
                  value={tier.flat_amount}
                  onChange={flat_amount => onChange(tiers.with(index, { ...tier, flat_amount }))}
                  problems={problemsAt(index, 'flat_amount')}
                />
              </td>
              <td>
                {tiers.length > 1 && (
                  <Button
                    variant="quiet"
                    size="small"
                    icon={<Trash2 aria-hidden="true" />}
                    aria-label={`Remove tier ${index + 1}`}
                    onClick={() => onChange(removeTier(tiers, index))}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button size="small" icon={<Plus aria-hidden="true" />} onClick={() => onChange(addTier(tiers))}>
        Add tier
      </Button>
    </div>
  )
}

function withBound({ up_to: _, ...tier }: Tier, text: string): Tier {
  return text === '' ? tier : { ...tier, up_to: text }
}

interface AmountProps {
  label: string
  value: string
  onChange: (value: string) => void
  problems: readonly FieldProblem[]
}

function Amount({ label, value, onChange, problems: [problem] }: AmountProps) {
  const id = useId()
  return (
    <>
      <Input
        aria-label={label}
        aria-invalid={problem === undefined ? undefined : true}
        aria-describedby={problem === undefined ? undefined : id}
        inputMode="decimal"
        value={value}
        onChange={event => onChange(event.target.value)}
      />
      {problem !== undefined && (
        <span id={id} className={styles.problem}>
          {problem.message}
        </span>
      )}
    </>
  )
}
