import { Plus, Sparkles } from 'lucide-react'
import { useState } from 'react'
import type { Meter } from '#events/meter.ts'
import { quantityText } from '#formats/decimal-text.ts'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { unusedAttributes } from './compare-meters.ts'
import { GeneratedMeters } from './generated-meters.tsx'
import { MeterForm } from './meter-form.tsx'
import { PickList } from './pick-list.tsx'
import styles from './resources.module.css'
import { restoreFocus } from './restore-focus.ts'
import { useMeters } from './use-billing.ts'
import { useMeterValues } from './use-meter-values.ts'
import { useRunningConfig } from './use-running-config.ts'
import type { UsageState } from './use-usage-search.ts'

/** The meters of the local Konnect with the period's usage: list, create, change, delete, generate from a config. */
export function MetersTab({ search: { state, change, period } }: { search: UsageState }) {
  const meters = useMeters()
  const [pane, setPane] = useState<'chosen' | 'new' | 'generate'>('chosen')
  const { data = [], error } = meters
  const values = useMeterValues(data, period)
  const chosen = data.find(({ key }) => key === state.meter) ?? data[0]
  const choose = (meter: string | undefined) => {
    setPane('chosen')
    change({ meter })
  }
  if (meters.data === undefined) return error && <Banner tone="danger">{error.message}</Banner>
  return (
    <div className={styles.columns}>
      <aside className={styles.aside} aria-label="All meters">
        <div className={styles.actions}>
          <Button icon={<Plus aria-hidden="true" />} onClick={() => setPane('new')}>
            New meter
          </Button>
          <Button icon={<Sparkles aria-hidden="true" />} onClick={() => setPane('generate')}>
            Generate from config
          </Button>
        </div>
        {data.length > 0 && (
          <PickList
            label="Meters"
            items={data.map(({ id, key, name, aggregation, event_type, value_property }) => ({
              key,
              name,
              aside: values.get(id) === undefined ? '' : quantityText(values.get(id) ?? ''),
              note: [aggregation, value_property, event_type].filter(Boolean).join(' · '),
            }))}
            chosen={pane === 'chosen' ? chosen?.key : undefined}
            onChoose={choose}
          />
        )}
        <AttributeNote meters={data} />
      </aside>
      <div className={styles.main}>
        {pane === 'generate' && <GeneratedMeters meters={data} />}
        {pane === 'new' && (
          <MeterForm
            key="new"
            onDone={choose}
            onCancel={() => {
              setPane('chosen')
              restoreFocus()
            }}
          />
        )}
        {pane === 'chosen' && chosen && (
          <MeterForm
            key={chosen.id}
            meter={chosen}
            usage={values.get(chosen.id)}
            onDone={choose}
            onShowUsage={() => change({ tab: 'usage', meter: chosen.key, by: 'subject' })}
          />
        )}
        {pane === 'chosen' && chosen === undefined && (
          <EmptyState title="No meters">
            Without a meter, events are stored and nothing is counted. Generate meters from the config that
            emits them.
          </EmptyState>
        )}
      </div>
    </div>
  )
}

/** Whether the running config sends what no meter can group by. */
function AttributeNote({ meters }: { meters: readonly Meter[] }) {
  const config = useRunningConfig()
  if (config.data == null) return null
  const unused = unusedAttributes(config.data, meters)
  return (
    <p className={styles.note}>
      {unused.length === 0
        ? '✓ Every attribute of the config is used'
        : `⚠ ${unused.map(name => `"${name}"`).join(', ')} used by no meter`}
    </p>
  )
}
