import { useState } from 'react'
import { Link } from 'wouter'
import type { BillPreview } from '#billing/preview.ts'
import type { Unbilled, UnbilledReason, UnbilledShare } from '#billing/unbilled.ts'
import { countText, moneyText, quantityText } from '#formats/decimal-text.ts'
import { Badge } from '#ui/badge.tsx'
import { Button } from '#ui/button.tsx'
import { momentText } from './billing-period.ts'
import styles from './invoice.module.css'
import { ShareFix } from './share-fix.tsx'
import { shareLink } from './share-link.ts'
import { noMoney, unbilledWords } from './unbilled-words.tsx'
import { usePriceBook } from './use-billing.ts'
import type { UsageState } from './use-usage-search.ts'

interface UnbilledProps {
  preview: BillPreview
  search: UsageState
}

/** What is on no invoice: by reason, with whose it is, how much, what it would have cost, and what mends it. */
export function UnbilledPart({ preview, search }: UnbilledProps) {
  const { unbilled, unmetered, unkept, arrived } = preview
  const isNothing = unbilled.length === 0 && unkept.dropped + unkept.lost === 0
  return (
    <section aria-label="Unbilled" className={styles.unbilled}>
      <h2>Unbilled</h2>
      {isNothing && <p className={styles.nothing}>✓ Nothing in this period is unbilled.</p>}
      {unmetered.length > 0 && (
        <p className={styles.nothing}>
          Not counted at all, since their meter, or a dimension that they are filtered by, is not there:{' '}
          {unmetered.join(', ')}.
        </p>
      )}
      {unbilled.map(of => (
        <Reason key={of.reason} of={of} preview={preview} search={search} />
      ))}
      {arrived > 0 && (
        <p className={styles.nothing}>
          {countText(arrived, 'event was', 'events were')} given up by the gateway’s queue and had arrived all
          the same: only the answer was lost. {arrived === 1 ? 'It is' : 'They are'} billed, and not counted
          here.
        </p>
      )}
      <Unkept preview={preview} />
      {Date.parse(preview.since) > search.period.from && (
        <p className={styles.nothing}>
          The gateway started at {momentText(preview.since, search.state.tz)}: what was dropped or lost before
          that is not known.
        </p>
      )}
    </section>
  )
}

/** What is not in the figures, since the gateway has only counted it. */
function Unkept({ preview: { discarded, unkept, unbilled } }: Pick<UnbilledProps, 'preview'>) {
  const { dropped, lost } = unkept
  if (discarded + dropped + lost === 0) return null
  const more = unbilled.length === 0 ? '' : 'more '
  if (dropped + lost === 0) {
    return (
      <p className={styles.nothing}>
        {`The gateway no longer keeps ${countText(discarded, 'request')}. None of them was dropped, and events of theirs that were lost stand here.`}
      </p>
    )
  }
  const what = [
    ...(lost > 0 ? [`${countText(lost, `${more}event`)} that the gateway’s queues gave up`] : []),
    ...(dropped > 0 ? [`${countText(dropped, `${more}request`)} that a rule dropped`] : []),
  ]
  return (
    <p className={styles.unkept}>
      <strong>{`Not counted here: ${what.join(', and ')}.`}</strong> The gateway has counted them since it
      started and does not keep their requests, so nobody knows when they were, or what they would have cost.
      As far as they fall into this period, more is unbilled than stands here.
    </p>
  )
}

const FIRST = 5

function Reason({ of, preview, search }: UnbilledProps & { of: Unbilled }) {
  const { glyph, tone, label, why } = unbilledWords[of.reason]
  const [all, setAll] = useState(false)
  const shares = all ? of.shares : of.shares.slice(0, FIRST)
  const hidden = of.shares.length - shares.length
  return (
    <section aria-label={label} className={styles.reason}>
      <header className={styles.reasonHead}>
        <Badge tone={tone} glyph={glyph}>
          {label}
        </Badge>
        <strong>
          <Loss of={of} reason={of.reason} currency={preview.currency} />
        </strong>
      </header>
      <p>{why}</p>
      {of.reason !== 'duplicate' && (
        <ul className={styles.shares}>
          {shares.map(share => (
            <Share key={`${share.who} ${share.from}`} {...{ share, of, preview, search }} />
          ))}
        </ul>
      )}
      {hidden > 0 && (
        <Button size="small" onClick={() => setAll(true)}>
          Show {hidden} more
        </Button>
      )}
      {all && of.holders > of.shares.length && <p>The largest {of.shares.length} are listed.</p>}
    </section>
  )
}

interface ShareProps extends UnbilledProps {
  of: Unbilled
  share: UnbilledShare
}

function Share({ share, of, preview, search }: ShareProps) {
  const { from, to } = search.period
  const isPart = Date.parse(share.from) !== from || Date.parse(share.to) !== to
  const link = shareLink(of.reason, share, preview)
  // The word of a rule, as a person writes it.
  const who = of.reason === 'dropped' ? share.who.replaceAll('_', ' ') : share.who
  return (
    <li className={styles.share}>
      <span className={styles.who}>{who}</span>
      <span className={styles.loss}>
        <Loss of={share} reason={of.reason} currency={preview.currency} />
        {isPart && (
          <span className={styles.span}>
            {momentText(share.from, search.state.tz)} to {momentText(share.to, search.state.tz)}
          </span>
        )}
      </span>
      <span className={styles.shareActions}>
        {link !== undefined && (
          <Link href={link} aria-label={`Events of ${who}, ${unbilledWords[of.reason].label}`}>
            events
          </Link>
        )}
        <ShareFix reason={of.reason} share={share} search={search} />
      </span>
    </li>
  )
}

interface LossProps {
  of: Pick<Unbilled, 'events' | 'usage' | 'amount'>
  reason: UnbilledReason
  currency: string
}

/** Units, and the money that they would have been, or why nobody can tell. */
function Loss({ of, reason, currency }: LossProps) {
  const prices = usePriceBook()
  const names = new Map(prices.data?.features.map(({ key, name }) => [key, name]))
  const units = [
    // What was dropped never became an event.
    ...(of.events === undefined ? [] : [countText(of.events, reason === 'dropped' ? 'request' : 'event')]),
    ...of.usage.map(({ feature, quantity }) => `${names.get(feature) ?? feature} ${quantityText(quantity)}`),
  ]
  return (
    <>
      {units.join(' · ')}
      {of.amount !== undefined && (
        <>
          {' · '}
          <span className={styles.money}>{moneyText(of.amount, currency)}</span>
        </>
      )}
      {of.amount === undefined && prices.data && (
        <span className={styles.unpriced}> · {noMoney({ reason, usage: of.usage }, prices.data)}</span>
      )}
    </>
  )
}
