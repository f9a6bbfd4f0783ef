import Big from 'big.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chargeOf, type Price, price, shareOf } from './price.ts'

const tiers = [
  { up_to: '1000', unit_amount: '0', flat_amount: '0' },
  { up_to: '2000', unit_amount: '0.002', flat_amount: '1' },
  { unit_amount: '0.001', flat_amount: '0' },
]

describe('a charge', () => {
  test.for<[string, Price, string, string]>([
    ['free', { type: 'free' }, '1204', '0'],
    ['flat, also without usage', { type: 'flat', amount: '9.99' }, '0', '9.99'],
    ['per unit', { type: 'unit', amount: '0.0000005' }, '31002', '0.015501'],
    ['per unit without floating-point loss', { type: 'unit', amount: '0.1' }, '3', '0.3'],
    ['graduated within the first tier', { type: 'graduated', tiers }, '1000', '0'],
    ['graduated, one unit into the second tier', { type: 'graduated', tiers }, '1001', '1.002'],
    ['graduated through all tiers', { type: 'graduated', tiers }, '2500', '3.5'],
    ['volume within the first tier', { type: 'volume', tiers }, '1000', '0'],
    ['volume: all units at the price of the tier reached', { type: 'volume', tiers }, '1001', '3.002'],
    ['volume in the last tier', { type: 'volume', tiers }, '2500', '2.5'],
    ['volume without usage', { type: 'volume', tiers }, '0', '0'],
    ['a whole package', { type: 'package', amount: '5', quantity_per_package: '100' }, '100', '5'],
    ['a begun package', { type: 'package', amount: '5', quantity_per_package: '100' }, '101', '10'],
    [
      'a package that is begun by less than division tells',
      { type: 'package', amount: '5', quantity_per_package: '3000' },
      '3000.0000000000000000000001',
      '10',
    ],
    ['a negative quantity, which costs nothing', { type: 'unit', amount: '0.1' }, '-3', '0'],
    ['a negative number of packages', { type: 'package', amount: '5', quantity_per_package: '2' }, '-3', '0'],
    ['no package without usage', { type: 'package', amount: '5', quantity_per_package: '100' }, '0', '0'],
  ])('%s', ([, of, used, amount]) => {
    expect(chargeOf(of, new Big(used)).amount.toFixed()).toBe(amount)
  })

  test('names the bounds of each tier that it touches', () => {
    expect(chargeOf({ type: 'graduated', tiers }, new Big('1204')).parts).toEqual([
      { from: '0', to: '1000', quantity: '1000', unit_amount: '0', flat_amount: '0', amount: '0' },
      { from: '1000', to: '2000', quantity: '204', unit_amount: '0.002', flat_amount: '1', amount: '1.408' },
    ])
  })
})

const amount = fc.integer({ min: 0, max: 10_000_000 }).map(value => new Big(value).div(1_000_000).toFixed())
const anyTiers = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { maxLength: 4 }),
    fc.array(fc.tuple(amount, amount), { minLength: 5, maxLength: 5 }),
  )
  .map(([ends, amounts]) =>
    [...ends.toSorted((a, b) => a - b), undefined].map((end, index) => ({
      ...(end === undefined ? {} : { up_to: String(end) }),
      unit_amount: amounts[index]?.[0] ?? '0',
      flat_amount: amounts[index]?.[1] ?? '0',
    })),
  )
const ofOneTime = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 3 })
const anyPrice = fc.oneof(
  fc.constant<Price>({ type: 'free' }),
  amount.map((value): Price => ({ type: 'unit', amount: value })),
  anyTiers.map((list): Price => ({ type: 'graduated', tiers: list })),
  anyTiers.map((list): Price => ({ type: 'volume', tiers: list })),
  fc
    .tuple(amount, fc.integer({ min: 1, max: 50 }))
    .map(([value, size]): Price => ({ type: 'package', amount: value, quantity_per_package: String(size) })),
)

describe('any price', () => {
  test('passes its own schema', () => {
    fc.assert(fc.property(anyPrice, of => price.safeParse(of).success))
  })

  test('charges the sum of its parts', () => {
    fc.assert(
      fc.property(anyPrice, fc.nat(1000), (of, used) => {
        const { amount: total, parts } = chargeOf(of, new Big(used))
        const summed = parts.reduce((sum, part) => sum.plus(part.amount), new Big(0))
        expect(summed.toFixed()).toBe(total.toFixed())
      }),
    )
  })

  test('gives every event a share, and the shares are the charge', () => {
    fc.assert(
      fc.property(anyPrice, fc.array(ofOneTime, { maxLength: 10 }), (of, moments) => {
        const sum = (values: readonly number[]) => new Big(values.reduce((all, value) => all + value, 0))
        const total = sum(moments.flat())
        let before = new Big(0)
        let shared = new Big(0)
        for (const values of moments) {
          const together = sum(values)
          for (const value of values) {
            shared = shared.plus(shareOf(of, { before, value: new Big(value), together, total }))
          }
          before = before.plus(together)
        }
        const difference = shared.minus(chargeOf(of, total).amount).abs()
        expect(difference.lt('1e-15')).toBe(true)
      }),
    )
  })
})

describe('a price that cannot be', () => {
  test.for<[string, unknown, string]>([
    ['an unknown model', { type: 'dynamic' }, 'Invalid discriminator value'],
    ['a negative amount', { type: 'unit', amount: '-1' }, 'must be a decimal number'],
    ['a number instead of text', { type: 'unit', amount: 0.1 }, 'expected string'],
    ['an exponent', { type: 'unit', amount: '1e3' }, 'must be a decimal number'],
    ['no tiers', { type: 'graduated', tiers: [] }, 'must have at least one tier'],
    ['a last tier with an end', { type: 'volume', tiers: [{ up_to: '10' }] }, 'the last tier has no end'],
    ['a tier without end in between', { type: 'volume', tiers: [{}, {}] }, 'only the last tier has no end'],
    [
      'tiers out of order',
      { type: 'graduated', tiers: [{ up_to: '10' }, { up_to: '10' }, {}] },
      'must be more than 10',
    ],
    [
      'packages of nothing',
      { type: 'package', amount: '1', quantity_per_package: '0' },
      'must be more than 0',
    ],
  ])('%s is refused with its reason', ([, given, message]) => {
    const { error } = price.safeParse(given)
    expect(error?.issues.map(issue => issue.message).join('; ')).toContain(message)
  })
})
