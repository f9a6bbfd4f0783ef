import fc from 'fast-check'
import { expect, test } from 'vitest'
import { price } from '#billing/price.ts'
import { addTier, removeTier } from './edit-tiers.ts'
import { changeModel } from './price-model.ts'

const endless = { unit_amount: '0.1', flat_amount: '0' }

test('a tier is added before the endless one', () => {
  expect(addTier([endless])).toEqual([{ ...endless, up_to: '1000' }, endless])
  expect(addTier([{ ...endless, up_to: '50' }, endless])).toEqual([
    { ...endless, up_to: '50' },
    { ...endless, up_to: '500' },
    endless,
  ])
})

test('adding and removing tiers keeps a price valid', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5), { maxLength: 20 }), steps => {
      let tiers = [endless] as Parameters<typeof addTier>[0]
      for (const step of steps) {
        tiers = step < 3 || tiers.length === 1 ? addTier(tiers) : removeTier(tiers, step % tiers.length)
        expect(price.safeParse({ type: 'graduated', tiers }).error).toBeUndefined()
      }
    }),
  )
})

test.for(['free', 'flat', 'unit', 'graduated', 'volume', 'package'] as const)(
  'an amount survives the way to %s and back, as far as it has one',
  type => {
    const changed = changeModel({ type: 'unit', amount: '0.5' }, type)
    expect(price.safeParse(changed).error).toBeUndefined()
    if (type !== 'free') expect(changeModel(changed, 'unit')).toEqual({ type: 'unit', amount: '0.5' })
  },
)
