import { Link } from 'wouter'
import type { UnbilledReason, UnbilledShare } from '#billing/unbilled.ts'
import { Button } from '#ui/button.tsx'
import { momentText } from './billing-period.ts'
import { customerFor, meterFor } from './new-resources.ts'
import { endLater, startEarlier, subscribe, usualPlan } from './price-book-edits.ts'
import { usePriceBook } from './use-billing.ts'
import { type BillingActions, useBillingActions } from './use-billing-actions.ts'
import type { UsageState } from './use-usage-search.ts'

interface ShareFixProps {
  reason: UnbilledReason
  share: UnbilledShare
  search: UsageState
}

/** The one click that puts a share on an invoice, or the place where it is mended. */
export function ShareFix({ reason, share, search }: ShareFixProps) {
  const actions = useBillingActions()
  const prices = usePriceBook()
  if (reason === 'dropped') return <Link href="/config">Open Config</Link>
  if (reason === 'no_subscription' && prices.data !== undefined && usualPlan(prices.data) === undefined) {
    return (
      <Button size="small" onClick={() => search.change({ tab: 'prices' })}>
        Go to Prices
      </Button>
    )
  }
  const fix = fixOf({ reason, share, search }, actions)
  if (fix === undefined) return null
  return (
    <Button size="small" aria-label={fix.name} title={fix.name} onClick={() => void fix.apply()}>
      {fix.label}
    </Button>
  )
}

interface Fix {
  label: string
  /** The whole of it, for those who do not see the row; it holds the label, by which people speak to it. */
  name: string
  apply: () => Promise<boolean>
}

function fixOf({ reason, share, search }: ShareFixProps, actions: BillingActions): Fix | undefined {
  const { who, from } = share
  const day = (moment: string) => momentText(moment, search.state.tz)
  const change =
    (...[edit, done]: Parameters<BillingActions['changePrices']>) =>
    () =>
      actions.changePrices(edit, done)
  switch (reason) {
    case 'no_customer':
      return {
        label: 'Create customer',
        name: `Create customer ${who}`,
        apply: () => actions.addCustomer(customerFor(who)),
      }
    case 'no_meter':
      return {
        label: 'Create meter',
        name: `Create meter for ${who}`,
        apply: () => actions.addMeter(meterFor(who)),
      }
    case 'no_subscription':
      return {
        label: 'Subscribe',
        name: `Subscribe ${who} from ${day(from)}`,
        apply: change(
          book => {
            const plan = usualPlan(book)
            return plan === undefined
              ? book
              : subscribe(book, { customer: who, plan: plan.key, active_from: from })
          },
          `${who} is subscribed from ${day(from)}`,
        ),
      }
    case 'before_subscription':
      return {
        label: 'Start earlier',
        name: `Start earlier: the subscription of ${who} from ${day(from)}`,
        apply: change(book => startEarlier(book, who, from), `${who} is subscribed from ${day(from)}`),
      }
    case 'after_subscription':
      return {
        label: 'End later',
        name: `End later: the subscription of ${who} goes on after ${day(from)}`,
        apply: change(book => endLater(book, who, from), `The subscription of ${who} goes on`),
      }
    default:
      return undefined
  }
}
