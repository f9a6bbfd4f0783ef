import { Plus, Trash2 } from 'lucide-react'
import type { Plan } from '#billing/price-book.ts'
import { Button } from '#ui/button.tsx'
import { keyFrom } from './new-resources.ts'
import styles from './prices.module.css'
import type { SectionProps } from './prices-editor.tsx'
import { RateCardEditor } from './rate-card-editor.tsx'
import { renamePlan } from './rename-key.ts'
import { TextField } from './text-field.tsx'

/** Plans: a price on each feature, under a name that customers subscribe to. */
export function PlansSection({ book, onChange, problems }: SectionProps) {
  const { plans } = book
  const set = (index: number, plan: Plan) => onChange({ ...book, plans: plans.with(index, plan) })
  const name = (index: number, plan: Plan, text: string) => {
    const named = { ...book, plans: plans.with(index, { ...plan, name: text }) }
    const follows = plan.key === '' || plan.key === keyFrom(plan.name)
    onChange(follows ? renamePlan(named, index, keyFrom(text)) : named)
  }
  return (
    <section aria-label="Plans" className={styles.section}>
      <header className={styles.sectionHead}>
        <h2>Plans</h2>
        <Button
          size="small"
          icon={<Plus aria-hidden="true" />}
          onClick={() => onChange({ ...book, plans: [...plans, { key: '', name: '', rate_cards: [] }] })}
        >
          Add plan
        </Button>
      </header>
      {plans.length === 0 && <p className={styles.none}>None. Customers subscribe to plans.</p>}
      {plans.map((plan, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a key is edited, and may be there twice meanwhile
        <fieldset key={index} className={styles.plan}>
          <legend className="visually-hidden">Plan {plan.name || index + 1}</legend>
          <div className={styles.row}>
            <TextField
              label="Plan"
              value={plan.name}
              onChange={text => name(index, plan, text)}
              problems={problems.at('plans', index, 'name')}
            />
            <TextField
              label="Key"
              mono
              value={plan.key}
              onChange={key => onChange(renamePlan(book, index, key))}
              problems={problems.at('plans', index, 'key')}
            />
            <Button
              variant="quiet"
              className={styles.remove}
              icon={<Trash2 aria-hidden="true" />}
              aria-label={`Remove plan ${plan.name || index + 1}`}
              onClick={() => onChange({ ...book, plans: plans.toSpliced(index, 1) })}
            />
          </div>
          <RateCards
            plan={plan}
            index={index}
            book={book}
            problems={problems}
            onPlan={next => set(index, next)}
          />
        </fieldset>
      ))}
    </section>
  )
}

interface RateCardsProps extends Omit<SectionProps, 'onChange'> {
  plan: Plan
  /** Of the plan. */
  index: number
  onPlan: (plan: Plan) => void
}

function RateCards({ plan, index, book, problems, onPlan }: RateCardsProps) {
  const cards = plan.rate_cards
  const add = () => {
    const feature =
      book.features.find(({ key }) => !cards.some(card => card.feature === key)) ?? book.features[0]
    const price = { type: 'unit' as const, amount: '' }
    const card = {
      key: freeKey(feature?.key ?? 'fee', cards),
      name: feature?.name ?? '',
      feature: feature?.key,
      price,
    }
    onPlan({ ...plan, rate_cards: [...cards, card] })
  }
  return (
    <div className={styles.cards}>
      {cards.map((card, at) => (
        <RateCardEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: a key is edited, and may be there twice meanwhile
          key={at}
          card={card}
          features={book.features}
          currency={book.currency}
          onChange={next => onPlan({ ...plan, rate_cards: cards.with(at, next) })}
          onRemove={() => onPlan({ ...plan, rate_cards: cards.toSpliced(at, 1) })}
          problemsAt={(...path) => problems.at('plans', index, 'rate_cards', at, ...path)}
        />
      ))}
      <Button size="small" icon={<Plus aria-hidden="true" />} onClick={add}>
        Add rate card
      </Button>
    </div>
  )
}

function freeKey(wanted: string, taken: readonly { key: string }[]): string {
  const isTaken = (key: string) => taken.some(of => of.key === key)
  let key = wanted
  for (let count = 2; isTaken(key); count += 1) key = `${wanted}_${count}`
  return key
}
