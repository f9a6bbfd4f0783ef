import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type DeliveryScenario, deliveryScenario, playable, scanScenario } from './delivery-scenario.ts'

const anyEntry = fc.record({
  at: fc.oneof(
    fc.double({ min: 0, max: 1e6, noNaN: true }),
    fc.nat(),
    fc.nat(99_999_999).map(n => n / 1000),
  ),
  bytes: fc.nat(),
})

const encode = (text: string) => new TextEncoder().encode(text)

/** What a text is played as, by one reader or the other. */
function shown({ entries: { count, at, bytes }, ...others }: ReturnType<typeof playable>) {
  return { ...others, at: [...at.subarray(0, count)], bytes: [...bytes.subarray(0, count)] }
}

describe('a scenario read where it stands', () => {
  test('is what the schema reads', () => {
    const anyText = fc
      .tuple(fc.array(anyEntry), fc.constantFrom(undefined, 1, '\t'), fc.boolean())
      .map(([entries, indent, sinkFirst]) => {
        const sink = { latency: 0.5, outages: [{ from: 1, to: 2.5, status: 503 }] }
        const queue = { max_batch_size: 7 }
        return JSON.stringify(sinkFirst ? { sink, entries, queue } : { entries, queue, sink }, null, indent)
      })
    fc.assert(
      fc.property(anyText, text => {
        const scanned = scanScenario(encode(text))
        // An exponent is left to the parser.
        if (scanned === undefined) expect(text).toMatch(/\de/)
        else expect(shown(scanned)).toEqual(shown(playable(deliveryScenario.parse(JSON.parse(text)))))
      }),
    )
  })

  test.for([
    ['the other order of fields', '{"entries":[{"bytes":5,"at":0.25}]}'],
    ['white space', ' {\n"entries" : [\n\t{ "at" : 0.25 ,\r\n "bytes" : 5 }\n] } '],
    ['more digits than a fraction has', '{"entries":[{"at":0.2500000000000000001,"bytes":5}]}'],
  ] as const)('%s', ([, text]) => {
    expect(scanScenario(encode(text))?.entries).toMatchObject({
      count: 1,
      at: { 0: 250_000 },
      bytes: { 0: 5 },
    })
  })
})

/** None of these may be played: the parser or the schema has to say what is wrong, or may read it after all. */
test.for([
  '{"entries":[{"at":01,"bytes":5}]}',
  '{"entries":[{"at":.5,"bytes":5}]}',
  '{"entries":[{"at":1.,"bytes":5}]}',
  '{"entries":[{"at":1.2.3,"bytes":5}]}',
  '{"entries":[{"at":-1,"bytes":5}]}',
  '{"entries":[{"at":1e3,"bytes":5}]}',
  '{"entries":[{"at":"1","bytes":5}]}',
  '{"entries":[{"at":1,"bytes":5.5}]}',
  '{"entries":[{"at":1,"at":2,"bytes":5}]}',
  '{"entries":[{"at":1}]}',
  '{"entries":[{"at":1,"bytes":5,"id":1}]}',
  '{"entries":[{"at":1,"bytes":5},]}',
  '{"entries":[{"at":1,"bytes":5} {"at":1,"bytes":5}]}',
  '{"entries":[{"at":1,"bytes":5}',
  '{"entries":[{"at":1,"bytes":5}]',
  '{"entries":[]}}',
  '{"entries":[],"entries":[{"at":1,"bytes":5}]}',
  '{"queue":{"entries":[]},"entries":[{"at":1,"bytes":5}]}',
  '{"entries":[],"queue":{"max_entries":0}}',
  '{"entries":{}}',
  '{}',
])('%s is left to the schema', text => {
  expect(scanScenario(encode(text))).toBeUndefined()
})

test('entries are told apart by their place', () => {
  const entries: DeliveryScenario['entries'] = [
    { at: 2, bytes: 1 },
    { at: 0.1, bytes: 2 },
  ]
  const { at, bytes } = playable(deliveryScenario.parse({ entries })).entries
  expect([[...at], [...bytes]]).toEqual([
    [2_000_000, 100_000],
    [1, 2],
  ])
})
