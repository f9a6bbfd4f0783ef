import type { Price } from '#billing/price.ts'
import type { FieldProblem } from '#ui/field.tsx'
import { TextField } from './text-field.tsx'
import { TiersEditor } from './tiers-editor.tsx'

interface PriceFieldsProps {
  price: Price
  currency: string
  onChange: (price: Price) => void
  problemsAt: (...path: (string | number)[]) => FieldProblem[]
}

const amountLabels = { flat: 'Amount for the period', unit: 'Amount per unit', package: 'Amount per package' }

/** The amounts of a price, by its model. */
export function PriceFields({ price, currency, onChange, problemsAt }: PriceFieldsProps) {
  if (price.type === 'free') return <p>Usage is shown and costs nothing.</p>
  if (price.type === 'graduated' || price.type === 'volume') {
    return (
      <TiersEditor
        tiers={price.tiers}
        currency={currency}
        onChange={tiers => onChange({ ...price, tiers })}
        problemsAt={(...path) => problemsAt('tiers', ...path)}
      />
    )
  }
  return (
    <>
      <TextField
        label={amountLabels[price.type]}
        unit={currency}
        decimal
        value={price.amount}
        onChange={amount => onChange({ ...price, amount })}
        problems={problemsAt('amount')}
      />
      {price.type === 'package' && (
        <TextField
          label="Units per package"
          decimal
          value={price.quantity_per_package}
          onChange={quantity_per_package => onChange({ ...price, quantity_per_package })}
          problems={problemsAt('quantity_per_package')}
        />
      )}
    </>
  )
}
