import { sustainedRate } from '#metering/sustained-rate.ts'
import type { LoadedPlugin } from '#rehearsal/rehearse-load.ts'
import { Field } from '#ui/field.tsx'
import { Input } from '#ui/input.tsx'
import type { LabSearch } from './lab-settings.ts'
import { countText } from './lab-text.ts'
import styles from './load-form.module.css'
import { NumberField } from './number-field.tsx'
import type { EventPrice } from './use-event-price.ts'

interface LoadFormProps {
  search: LabSearch
  plugin: LoadedPlugin
  price: EventPrice
  onChange: (change: Partial<LabSearch>) => void
}

/** The traffic, the way to the endpoint, and what an event is worth. */
export function LoadForm({ search, plugin, price, onChange }: LoadFormProps) {
  return (
    <section className={styles.form} aria-label="Load">
      <NumberField
        label="Events per second"
        hint="Over all workers."
        value={search.rate}
        min={0.001}
        max={1_000_000}
        onChange={rate => onChange({ rate })}
      />
      <NumberField
        label="Event size"
        unit="bytes"
        value={search.bytes}
        min={1}
        max={100_000_000}
        whole
        onChange={bytes => onChange({ bytes })}
      />
      <NumberField
        label="Round trip to the endpoint"
        unit="ms"
        value={Number((search.rtt * 1000).toFixed(3))}
        min={0}
        max={3_600_000}
        onChange={milliseconds => onChange({ rtt: milliseconds / 1000 })}
      />
      <NumberField
        label="Workers"
        hint="Each has its own queue."
        value={search.workers}
        min={1}
        max={256}
        whole
        onChange={workers => onChange({ workers })}
      />
      <NumberField
        label="Duration"
        unit="s"
        value={search.for}
        min={1}
        max={604_800}
        onChange={duration => onChange({ for: duration })}
      />
      <PriceField price={price} onChange={amount => onChange({ price: amount })} />
      <Headroom search={search} plugin={plugin} />
    </section>
  )
}

function PriceField({ price, onChange }: { price: EventPrice; onChange: (amount: string) => void }) {
  return (
    <Field label="Price per event" unit={price.currency} hint={price.origin}>
      {control => (
        <Input
          {...control}
          inputMode="decimal"
          key={price.origin}
          defaultValue={price.amount}
          pattern="\d{1,12}(\.\d{1,12})?"
          onChange={event => event.target.validity.valid && onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

/** What the queue carries away in the long run, beside what comes. */
function Headroom({ search: { rate, workers, rtt }, plugin }: Pick<LoadFormProps, 'search' | 'plugin'>) {
  const sustained = sustainedRate(plugin.config.queue, rtt)
  const needed = rate / workers
  const isEnough = sustained > needed
  return (
    <div className={styles.headroom} data-enough={isEnough}>
      <p>
        <strong>
          {Number.isFinite(sustained)
            ? `Sustains ${countText(Math.floor(sustained))} events/s per worker`
            : 'Sustains any rate per worker'}
        </strong>{' '}
        at {Number((rtt * 1000).toFixed(3))} ms; your traffic needs {Number(needed.toPrecision(4))}.
      </p>
      {!isEnough && <p>The queue grows for as long as the traffic lasts, without any fault.</p>}
    </div>
  )
}
