import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchesText } from '#events/match-event.ts'
import { type DimensionFilter, meetsDimensionFilter } from '#events/meter-usage.ts'
import { dimensionFilter, eventTextFilter, idFilter } from './text-filter.ts'
import { eventTimeFilter } from './time-filter.ts'

describe('a filter of events', () => {
  test.for([
    [{ $eq: 'a' }, { eq: 'a' }],
    [{ $ne: 'a' }, { neq: 'a' }],
    [{ $in: ['a', 'b'] }, { oeq: ['a', 'b'] }],
    [{ $like: '%a%' }, { includes: 'a' }],
    [{ $ilike: '%a%' }, { contains: 'a' }],
    [{ $contains: 'a%' }, { contains: 'a%' }],
    [{ $like: '%50\\%\\_off%' }, { includes: '50%_off' }],
    [{ $like: '%%' }, { includes: '' }],
    [{ $or: [{ $eq: 'a' }, { $in: ['b', 'c'] }] }, { oeq: ['a', 'b', 'c'] }],
    [{ $or: [{ $ilike: '%a%' }, { $contains: 'b' }] }, { ocontains: ['a', 'b'] }],
    [{ $eq: 'a', $ne: null }, { eq: 'a' }],
    [{}, undefined],
  ] as const)('%j is %j', ([given, expected]) => {
    expect(eventTextFilter.parse(given)).toEqual(expected)
  })

  test.for<[object, PropertyKey[], string]>([
    [{ $like: 'a%' }, ['$like'], 'is not served here'],
    [{ $like: '%a_b%' }, ['$like'], 'is not served here'],
    [{ $nin: ['a'] }, ['$nin'], 'is not served here'],
    [{ $or: [{ $like: '%a%' }, { $like: '%b%' }] }, ['$or'], 'is not served here'],
    [{ $or: [{ $eq: 'a' }, { $like: '%b%' }] }, ['$or'], 'is not served here'],
    [{ $and: [{ $eq: 'a' }] }, ['$and'], 'is not served here'],
    [{ $eq: 'a', $ne: 'b' }, [], 'must have exactly one operator'],
    [{ $regex: 'a' }, [], 'Unrecognized key'],
    [{ $or: [{ $or: [] }] }, ['$or', 0], 'Unrecognized key'],
  ])('%j is refused at %j: %s', ([given, path, message]) => {
    const [issue] = eventTextFilter.safeParse(given).error?.issues ?? []
    expect([issue?.path, issue?.message]).toEqual([path, expect.stringContaining(message)])
  })
})

const word = fc.stringMatching(/^[abA]{0,3}$/)
const plain = fc.oneof(
  word.map($eq => ({ $eq })),
  word.map($ne => ({ $ne })),
  fc.array(word, { minLength: 1, maxLength: 3 }).map($in => ({ $in })),
  fc.array(word, { minLength: 1, maxLength: 3 }).map($nin => ({ $nin })),
  word.map(part => ({ $like: `%${part}%` })),
  word.map(part => ({ $nlike: `%${part}%` })),
  word.map(part => ({ $ilike: `%${part}%` })),
  word.map(part => ({ $nilike: `%${part}%` })),
)
type Plain = {
  $eq?: string
  $ne?: string
  $in?: string[]
  $nin?: string[]
  $like?: string
  $nlike?: string
  $ilike?: string
  $nilike?: string
}

/** What OpenMeter's SQL says. */
function meets(text: string, { $eq, $ne, $in, $nin, ...patterns }: Plain): boolean {
  const like = (pattern: string) => text.includes(pattern.slice(1, -1))
  const ilike = (pattern: string) => text.toLowerCase().includes(pattern.slice(1, -1).toLowerCase())
  if ($eq !== undefined) return text === $eq
  if ($ne !== undefined) return text !== $ne
  if ($in !== undefined) return $in.includes(text)
  if ($nin !== undefined) return !$nin.includes(text)
  if (patterns.$like !== undefined) return like(patterns.$like)
  if (patterns.$ilike !== undefined) return ilike(patterns.$ilike)
  return patterns.$nlike === undefined ? !ilike(patterns.$nilike ?? '%%') : !like(patterns.$nlike)
}

const dimensionFilterOf = (given: object): DimensionFilter => dimensionFilter.parse(given) ?? { exists: true }

test('a filter of a dimension means what OpenMeter means by it', () => {
  const several = fc.array(plain, { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(several, fc.constantFrom('$and', '$or'), word, (filters, operator, text) => {
      const [first = {}] = filters
      expect(meetsDimensionFilter(text, dimensionFilterOf(first))).toBe(meets(text, first))
      const combined = dimensionFilterOf({ [operator]: filters })
      const expected =
        operator === '$and'
          ? filters.every(each => meets(text, each))
          : filters.some(each => meets(text, each))
      expect(meetsDimensionFilter(text, combined)).toBe(expected)
    }),
  )
})

test('a filter of events means what OpenMeter means by it, or is refused', () => {
  fc.assert(
    fc.property(fc.array(plain, { minLength: 1, maxLength: 3 }), word, ($or, text) => {
      const { data } = eventTextFilter.safeParse({ $or })
      if (data !== undefined) expect(matchesText(text, data)).toBe($or.some(each => meets(text, each)))
    }),
  )
})

test.for([
  [{ $in: ['a', 'b'] }, ['a', 'b']],
  [{ $eq: 'a' }, ['a']],
  [{ $in: null }, undefined],
] as const)('the ids of %j are %j', ([given, expected]) => {
  expect(idFilter.parse(given)).toEqual(expected)
})

const [early, middle, late] = [
  '2026-01-01T00:00:00Z',
  '2026-01-02T01:00:00+01:00',
  '2026-01-03T00:00:00Z',
] as const
test.for([
  [
    { $gt: early, $lte: late },
    { gt: early, lte: late },
  ],
  [{ $and: [{ $gte: early }, { $lt: late }] }, { gte: early, lt: late }],
  [
    { $gte: middle, $and: [{ $gte: early }, { $lt: late }, { $lt: middle }] },
    { gte: middle, lt: middle },
  ],
  [
    { $eq: middle, $and: [{ $lte: early }] },
    { gte: middle, lte: early },
  ],
  [{ $gt: null }, {}],
] as const)('the bounds of %j are the tighter ones', ([given, expected]) => {
  expect(eventTimeFilter.parse(given)).toEqual(expected)
})

test('alternatives of times are refused', () => {
  expect(eventTimeFilter.safeParse({ $or: [{ $gt: early }] }).success).toBe(false)
})
