import { useState } from 'react'
import { Link } from 'wouter'
import { sustainedRate } from '#metering/sustained-rate.ts'
import { meteringConfig, type QueueConfig } from '#plugin/config.ts'
import { Input } from '#ui/input.tsx'
import { ConfigField, type FieldRow } from './config-field.tsx'
import { FormSection } from './form-section.tsx'
import styles from './queue-section.module.css'
import { usePluginField } from './use-plugin-field.ts'
import { usePluginForm } from './use-reading.ts'

const queue = (field: string, label: string, unit?: string): FieldRow => ({
  path: ['config', 'queue', field],
  label,
  kind: 'number',
  ...(unit !== undefined && { unit }),
})

const rows: FieldRow[] = [
  queue('max_batch_size', 'Max batch size', 'events'),
  queue('max_coalescing_delay', 'Max coalescing delay', 's'),
  queue('max_entries', 'Max entries', 'events'),
  queue('max_bytes', 'Max bytes', 'bytes'),
  queue('max_retry_time', 'Max retry time', 's'),
  queue('initial_retry_delay', 'Initial retry delay', 's'),
  queue('max_retry_delay', 'Max retry delay', 's'),
  {
    path: ['config', 'queue', 'concurrency_limit'],
    label: 'Concurrency limit',
    kind: 'choice',
    options: [
      { value: 1, label: '1' },
      { value: -1, label: '-1, unlimited' },
    ],
  },
  queue('failure_threshold', 'Failure threshold', 'batches'),
  queue('breaker_cooldown', 'Breaker cooldown', 's'),
]

/** A round trip to an endpoint of the same continent. */
const USUAL_MILLISECONDS = 30

/** How events wait and are sent; also closed, it says how many of them it carries away. */
export function QueueSection() {
  const [milliseconds, setMilliseconds] = useState(String(USUAL_MILLISECONDS))
  const settings = useQueueSettings()
  const rtt = Number(milliseconds)
  const isRtt = milliseconds.trim() !== '' && rtt >= 0 && rtt <= 3_600_000
  const rate = settings && isRtt ? sustainedRate(settings, rtt / 1000) : undefined
  return (
    <FormSection
      title="Queue"
      paths={[['config', 'queue']]}
      open={false}
      summary={rate === undefined ? undefined : rateText(rate)}
    >
      {settings !== undefined && (
        <p className={styles.headroom}>
          Sustains <strong>{rate === undefined ? '…' : rateText(rate)}</strong> per worker at{' '}
          <Input
            aria-label="Round trip to the ingest endpoint in milliseconds"
            aria-invalid={!isRtt || undefined}
            inputMode="decimal"
            className={styles.rtt}
            value={milliseconds}
            onChange={event => setMilliseconds(event.target.value)}
          />{' '}
          ms. <Link href="/delivery">Rehearse an outage</Link>
        </p>
      )}
      {rows.map(row => (
        <ConfigField key={row.label} row={row} />
      ))}
    </FormSection>
  )
}

/** The queue with its defaults; undefined while a field is not valid, or stands for something else. */
function useQueueSettings(): QueueConfig | undefined {
  const { release } = usePluginForm()
  const { value } = usePluginField(['config', 'queue'])
  const set = Object.entries(value ?? {}).filter(([, field]) => field !== null)
  return meteringConfig[release].shape.queue.safeParse(Object.fromEntries(set)).data
}

function rateText(rate: number): string {
  if (!Number.isFinite(rate)) return 'any rate'
  const rounded = rate < 10 ? Number(rate.toFixed(1)) : Math.floor(rate)
  return `${rounded.toLocaleString('en-US')} events/s`
}
