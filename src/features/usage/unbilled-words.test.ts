import { expect, test } from 'vitest'
import { noMoney } from './unbilled-words.tsx'

const plan = { key: 'starter', name: 'Starter', rate_cards: [] }

test.for([
  ['no_meter', [plan], 'no price can be known: no meter'],
  ['no_meter', [], 'no price can be known: no meter'],
  ['lost', [], 'no price: no plan'],
  ['lost', [plan], 'no price in the plan'],
  ['invalid_value', [plan], 'no price can be known: no value'],
  ['invalid_value', [plan], 'no price in the plan', [{ feature: 'tokens', quantity: '9' }]],
  ['duplicate', [plan], 'no price can be known: a part of a batch came again'],
] as const)('%s under %j says why there is no money', ([reason, plans, words, usage = []]) => {
  expect(noMoney({ reason, usage: [...usage] }, { plans: [...plans] })).toBe(words)
})
