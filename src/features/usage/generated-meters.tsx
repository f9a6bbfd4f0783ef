import { Link } from 'wouter'
import { createMeter, updateMeter } from '#api/konnect-contract.ts'
import type { Meter } from '#events/meter.ts'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { call } from './call.ts'
import { compareMeters, type GeneratedMeter, unusedAttributes } from './compare-meters.ts'
import { KonnectDetails } from './konnect-details.tsx'
import styles from './resources.module.css'
import { useBillingActions } from './use-billing-actions.ts'
import { useResourceAction } from './use-resource-action.ts'
import { useRunningConfig } from './use-running-config.ts'

/** The meters that count what the running config emits, to be created one by one. */
export function GeneratedMeters({ meters }: { meters: readonly Meter[] }) {
  const config = useRunningConfig()
  if (config.isError) return <Banner tone="danger">{config.error.message}</Banner>
  if (config.data === undefined) return null
  if (config.data === null) {
    return (
      <EmptyState
        title="The gateway runs no metering plugin"
        actions={<Link href="/config">Open Config</Link>}
      >
        Meters are generated from the workspace's metering-and-billing plugins, once they have no errors.
      </EmptyState>
    )
  }
  const generated = compareMeters(config.data, meters)
  const unused = unusedAttributes(config.data, meters)
  return (
    <section aria-label="Meters generated from the config" className={styles.form}>
      <h2>Generated from the config</h2>
      <p>
        One meter for each kind of event that the running config emits, with a dimension for each of its
        attributes.
      </p>
      <p role="status">
        {unused.length === 0
          ? '✓ Every attribute of the config is used by a meter.'
          : `⚠ Used by no meter: ${unused.join(', ')}. Usage cannot be grouped by it.`}
      </p>
      {generated.length === 0 && <p>The config meters neither requests nor tokens.</p>}
      {generated.map(of => (
        <Generated key={of.body.key} of={of} />
      ))}
    </section>
  )
}

function Generated({ of: { body, existing, missing } }: { of: GeneratedMeter }) {
  const { addMeter } = useBillingActions()
  const { run, error } = useResourceAction()
  const lacking = Object.keys(missing)
  const extend = (meter: Meter) =>
    run({
      done: `The meter ${meter.key} has ${lacking.join(', ')}`,
      act: async () => {
        const params = { meterId: meter.id }
        await call(updateMeter, { params, body: extended(meter, missing) })
        return () => call(updateMeter, { params, body: extended(meter, {}) })
      },
    })
  return (
    <article className={styles.generated} aria-label={body.key}>
      <h3>{body.name}</h3>
      <p>
        <code>{body.key}</code>: {body.aggregation} {body.value_property} of <code>{body.event_type}</code>,
        by {Object.keys(body.dimensions ?? {}).join(', ')}
      </p>
      {existing === undefined && (
        <Button variant="primary" onClick={() => void addMeter(body)}>
          Create {body.key}
        </Button>
      )}
      {existing && lacking.length > 0 && (
        <Button variant="primary" onClick={() => void extend(existing)}>
          Add {lacking.join(', ')} to {body.key}
        </Button>
      )}
      {existing && lacking.length === 0 && <p>✓ It is there, with all dimensions.</p>}
      {error !== undefined && (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      )}
      <KonnectDetails what={`create ${body.key}`} call={{ method: 'POST', path: createMeter.path, body }} />
    </article>
  )
}

function extended({ name, description, labels, dimensions }: Meter, more: Record<string, string>) {
  return {
    name,
    ...(description !== undefined && { description }),
    ...(labels !== undefined && { labels }),
    dimensions: { ...more, ...dimensions },
  }
}
