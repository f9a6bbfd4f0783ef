import Big from 'big.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createExactSum, isBig, nearest, readExact, toBig, writeExact } from './exact-number.ts'

test.for([
  { value: 12, text: '12' },
  { value: -0, text: '0' },
  { value: 0.1, text: '0.1' },
  { value: 1e21, text: '1000000000000000000000' },
  { value: 1.5e-7, text: '0.00000015' },
  { value: '+1.50', text: '1.5' },
  { value: '.5', text: '0.5' },
  { value: '5.', text: '5' },
  { value: '-1e3', text: '-1000' },
  { value: '0.1234567890123456789012', text: '0.1234567890123456789012' },
  { value: '123456789012345678901234567890', text: '123456789012345678901234567890' },
  { value: '1e-999999999', text: '0' },
])('$value is $text', ({ value, text }) => {
  const read = readExact(value)
  expect(read && writeExact(toBig(read))).toBe(text)
})

test.for(['', '.', 'e5', ' 1', '1 ', '0x10', '1_000', 'NaN', 'Infinity', '1e400', '--1'])(
  '%j is not a number',
  text => {
    expect(readExact(text)).toBeUndefined()
  },
)

const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(25)).map(([digits, scale]) => {
    const sign = digits < 0n ? '-' : ''
    const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
    return `${sign}${text.slice(0, text.length - scale)}.${text.slice(text.length - scale)}`
  }),
)

test('a sum is what the decimals add up to, digit by digit', () => {
  fc.assert(
    fc.property(fc.array(numbers), values => {
      const sum = createExactSum()
      for (const value of values) {
        const read = readExact(value)
        if (read === undefined) throw new Error(`${value} is a number`)
        if (isBig(read)) sum.addBig(read)
        else sum.add(read.mantissa, read.scale)
      }
      const expected = values.reduce((total: Big, value) => total.plus(value), new Big(0))
      expect(writeExact(sum.total())).toBe(writeExact(expected))
    }),
  )
})

test('doubles order small decimals as the decimals are ordered', () => {
  const small = fc.record({
    mantissa: fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }),
    scale: fc.nat(22),
  })
  fc.assert(
    fc.property(small, small, (a, b) => {
      expect(Math.sign(nearest(a) - nearest(b))).toBe(toBig(a).cmp(toBig(b)))
    }),
  )
})
