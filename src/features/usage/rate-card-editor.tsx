import { Trash2 } from 'lucide-react'
import type { Price } from '#billing/price.ts'
import type { Feature, RateCard } from '#billing/price-book.ts'
import { Button } from '#ui/button.tsx'
import type { FieldProblem } from '#ui/field.tsx'
import { ChoiceField } from './choice-field.tsx'
import { PriceFields } from './price-fields.tsx'
import { changeModel } from './price-model.ts'
import { priceModels } from './price-text.ts'
import styles from './prices.module.css'
import { TextField } from './text-field.tsx'

interface RateCardEditorProps {
  card: RateCard
  features: readonly Feature[]
  currency: string
  onChange: (card: RateCard) => void
  onRemove: () => void
  problemsAt: (...path: (string | number)[]) => FieldProblem[]
}

/** One line of a plan: what is charged for, and how. */
export function RateCardEditor({
  card,
  features,
  currency,
  onChange,
  onRemove,
  problemsAt,
}: RateCardEditorProps) {
  return (
    <fieldset className={styles.card}>
      <legend className="visually-hidden">Rate card {card.name || card.key}</legend>
      <TextField
        label="Line"
        value={card.name}
        onChange={name => onChange({ ...card, name })}
        problems={[...problemsAt('name'), ...problemsAt('key')]}
      />
      <ChoiceField
        label="Feature"
        value={card.feature ?? ''}
        onChange={feature => onChange({ ...card, feature: feature === '' ? undefined : feature })}
        options={features.map(({ key, name }) => ({ value: key, label: name || key }))}
        none="None: a fee without usage"
        problems={problemsAt('feature')}
      />
      <ChoiceField
        label="Price model"
        value={card.price.type}
        onChange={type => onChange({ ...card, price: changeModel(card.price, type as Price['type']) })}
        options={Object.entries(priceModels).map(([value, label]) => ({ value, label }))}
      />
      <PriceFields
        price={card.price}
        currency={currency}
        onChange={price => onChange({ ...card, price })}
        problemsAt={(...path) => problemsAt('price', ...path)}
      />
      <Button
        variant="quiet"
        className={styles.remove}
        icon={<Trash2 aria-hidden="true" />}
        aria-label={`Remove rate card ${card.name || card.key}`}
        onClick={onRemove}
      />
    </fieldset>
  )
}
