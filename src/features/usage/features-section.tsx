import { Plus, Trash2 } from 'lucide-react'
import type { Feature } from '#billing/price-book.ts'
import type { Meter } from '#events/meter.ts'
import { Button } from '#ui/button.tsx'
import { ChoiceField } from './choice-field.tsx'
import { FeatureFilters } from './feature-filters.tsx'
import { keyFrom } from './new-resources.ts'
import styles from './prices.module.css'
import type { SectionProps } from './prices-editor.tsx'
import { renameFeature } from './rename-key.ts'
import { TextField } from './text-field.tsx'

/** Features: what of a meter's usage is sold under a name. */
export function FeaturesSection({
  book,
  onChange,
  problems,
  meters,
}: SectionProps & { meters: readonly Meter[] }) {
  const { features } = book
  const set = (index: number, feature: Feature) =>
    onChange({ ...book, features: features.with(index, feature) })
  const name = (index: number, feature: Feature, text: string) => {
    const named = { ...book, features: features.with(index, { ...feature, name: text }) }
    const follows = feature.key === '' || feature.key === keyFrom(feature.name)
    onChange(follows ? renameFeature(named, index, keyFrom(text)) : named)
  }
  const at = problems.at
  return (
    <section aria-label="Features" className={styles.section}>
      <header className={styles.sectionHead}>
        <h2>Features</h2>
        <Button
          size="small"
          icon={<Plus aria-hidden="true" />}
          onClick={() =>
            onChange({ ...book, features: [...features, { key: '', name: '', meter: '', filters: {} }] })
          }
        >
          Add feature
        </Button>
      </header>
      {features.length === 0 && <p className={styles.none}>None. A feature counts what a meter measures.</p>}
      {features.map((feature, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a key is edited, and may be there twice meanwhile
        <fieldset key={index} className={styles.row}>
          <legend className="visually-hidden">Feature {feature.name || index + 1}</legend>
          <TextField
            label="Name"
            value={feature.name}
            onChange={text => name(index, feature, text)}
            problems={at('features', index, 'name')}
          />
          <TextField
            label="Key"
            mono
            value={feature.key}
            onChange={key => onChange(renameFeature(book, index, key))}
            problems={at('features', index, 'key')}
          />
          <ChoiceField
            label="Meter"
            value={feature.meter}
            onChange={meter => set(index, { ...feature, meter, filters: {} })}
            options={meters.map(meter => ({ value: meter.key, label: meter.name }))}
            problems={[...at('features', index, 'meter'), ...missingMeter(feature, meters)]}
          />
          <FeatureFilters
            filters={feature.filters}
            dimensions={Object.keys(meters.find(({ key }) => key === feature.meter)?.dimensions ?? {})}
            onChange={filters => set(index, { ...feature, filters })}
            problemsAt={(...path) => at('features', index, 'filters', ...path)}
          />
          <Button
            variant="quiet"
            className={styles.remove}
            icon={<Trash2 aria-hidden="true" />}
            aria-label={`Remove feature ${feature.name || index + 1}`}
            onClick={() => onChange({ ...book, features: features.toSpliced(index, 1) })}
          />
        </fieldset>
      ))}
    </section>
  )
}

function missingMeter({ meter }: Feature, meters: readonly Meter[]) {
  if (meter === '' || meters.length === 0 || meters.some(({ key }) => key === meter)) return []
  return [{ severity: 'warning' as const, message: `there is no meter "${meter}": nothing is counted` }]
}
