/** What a quantity costs: the price models of Konnect Metering & Billing, and the charge that each one makes. */
import Big from 'big.js'
import { z } from 'zod'

/** A decimal number as text, as OpenMeter's `Numeric`: never a float. */
const numeric = z
  .string()
  .trim()
  .regex(/^\d{1,30}(\.\d{1,18})?$/, 'must be a decimal number, such as 0.002, without sign or exponent')

const quantity = numeric.refine(value => new Big(value).gt(0), 'must be more than 0')

const tier = z.strictObject({
  /** The last unit of the tier, inclusive; only the last tier has none. */
  up_to: quantity.optional(),
  unit_amount: numeric.default('0'),
  /** Charged once as soon as a unit falls into the tier. */
  flat_amount: numeric.default('0'),
})
export type Tier = z.infer<typeof tier>

const tiers = z
  .array(tier)
  .min(1, 'must have at least one tier')
  .superRefine((list, context) => {
    for (const [index, { up_to }] of list.entries()) {
      const fault = faultOfTier(list, index, up_to)
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault, path: [index, 'up_to'] })
    }
  })

function faultOfTier(
  list: readonly { up_to?: string | undefined }[],
  index: number,
  upTo: string | undefined,
) {
  const isLast = index === list.length - 1
  if (isLast) return upTo === undefined ? undefined : 'must be left out: the last tier has no end'
  if (upTo === undefined) return 'is required: only the last tier has no end'
  const before = list[index - 1]?.up_to
  return before !== undefined && new Big(upTo).lte(before)
    ? `must be more than ${before}, the end of the tier before`
    : undefined
}

export const price = z.discriminatedUnion('type', [
  /** Usage is shown and costs nothing. */
  z.strictObject({ type: z.literal('free') }),
  /** One amount for the period, whatever the usage. */
  z.strictObject({ type: z.literal('flat'), amount: numeric }),
  z.strictObject({ type: z.literal('unit'), amount: numeric }),
  /** Each unit costs what its own tier says. */
  z.strictObject({ type: z.literal('graduated'), tiers }),
  /** Every unit costs what the tier of the whole quantity says. */
  z.strictObject({ type: z.literal('volume'), tiers }),
  /** Begun packages are charged whole. */
  z.strictObject({ type: z.literal('package'), amount: numeric, quantity_per_package: quantity }),
])
export type Price = z.infer<typeof price>

/** A part of a charge: what one tier, package count or flat fee contributes. */
export const chargePart = z.object({
  /** The tier's bounds, for graduated and volume prices: units after `from`, up to and with `to`. */
  from: z.string().optional(),
  to: z.string().optional(),
  quantity: z.string(),
  unit_amount: z.string().optional(),
  flat_amount: z.string().optional(),
  /** Not rounded. */
  amount: z.string(),
})
type ChargePart = z.infer<typeof chargePart>

export interface Charge {
  /** Exact; rounding is the invoice's. */
  amount: Big
  parts: ChargePart[]
}

/** The exact charge of a quantity. One below 0, the sum of negative values, costs what none does: there is no credit. */
export function chargeOf(of: Price, quantity: Big): Charge {
  const used = quantity.lt(0) ? new Big(0) : quantity
  switch (of.type) {
    case 'free':
      return { amount: new Big(0), parts: [] }
    case 'flat':
      return sum([{ quantity: '1', flat_amount: of.amount, amount: of.amount }])
    case 'unit':
      return sum([{ quantity: text(used), unit_amount: of.amount, amount: text(used.times(of.amount)) }])
    case 'package': {
      const packages = packagesOf(used, new Big(of.quantity_per_package))
      return sum([
        { quantity: text(packages), unit_amount: of.amount, amount: text(packages.times(of.amount)) },
      ])
    }
    case 'graduated':
      return sum(graduatedParts(of.tiers, used))
    case 'volume':
      return sum(volumeParts(of.tiers, used))
  }
}

/** Begun ones are whole; a quotient is cut after some digits, and tells nothing of what is beyond them. */
function packagesOf(used: Big, size: Big): Big {
  const whole = used.div(size).round(0, Big.roundDown)
  return whole.times(size).lt(used) ? whole.plus(1) : whole
}

function graduatedParts(list: readonly Tier[], used: Big): ChargePart[] {
  const parts: ChargePart[] = []
  let from = new Big(0)
  for (const current of list) {
    if (used.lte(from)) break
    const reached = current.up_to !== undefined && used.gt(current.up_to) ? new Big(current.up_to) : used
    parts.push(tierPart(current, { from, quantity: reached.minus(from) }))
    from = reached
  }
  return parts
}

function volumeParts(list: readonly Tier[], used: Big): ChargePart[] {
  if (used.lte(0)) return []
  const index = list.findIndex(({ up_to }) => up_to === undefined || used.lte(up_to))
  const reached = list[index]
  if (reached === undefined) return []
  return [tierPart(reached, { from: new Big(list[index - 1]?.up_to ?? 0), quantity: used })]
}

function tierPart(of: Tier, { from, quantity: units }: { from: Big; quantity: Big }): ChargePart {
  return {
    from: text(from),
    ...(of.up_to === undefined ? {} : { to: of.up_to }),
    quantity: text(units),
    unit_amount: of.unit_amount,
    flat_amount: of.flat_amount,
    amount: text(units.times(of.unit_amount).plus(of.flat_amount)),
  }
}

function sum(parts: ChargePart[]): Charge {
  return { amount: parts.reduce((total, { amount }) => total.plus(amount), new Big(0)), parts }
}

/** Plain decimal digits, never an exponent. */
function text(value: Big): string {
  return value.toFixed()
}

/** An event's usage, and what stands around it. */
export interface EventUsage {
  value: Big
  /** The usage before the event's time. */
  before: Big
  /** That of all events of its very time, its own with them. */
  together: Big
  /** That of the whole line. */
  total: Big
}

/**
 * What an event costs: its part of the difference that the events of its time make to the charge. A volume price changes
 * the price of all units, so there each unit bears the same share of the `total`.
 */
export function shareOf(of: Price, { before, value, together, total }: EventUsage): Big {
  if (of.type === 'flat') return new Big(0)
  const [amount, units] =
    of.type === 'volume'
      ? [chargeOf(of, total).amount, total]
      : [chargeOf(of, before.plus(together)).amount.minus(chargeOf(of, before).amount), together]
  return units.eq(0) ? new Big(0) : amount.times(value).div(units)
}
