import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isMap, isScalar, isSeq, type Node } from 'yaml'
import { createPieceReader, type YamlTree } from './yaml-pieces.ts'
import { freshSource, type YamlSource } from './yaml-source.ts'
import { pairsOf } from './yaml-value.ts'

const indented = `# Kept by the platform team
_format_version: "3.0"
_info:
  select_tags: [a, b]   # flow
services:
  # the first
  - name: "one"
    url: http://one.internal
    routes:
      - name: one-read
        paths: ["/one", '/eins']
        headers: {x-a: [b]}

  - name: two
    url: http://two.internal   # behind
    tags:
    - a
    - b
# between the services
  - name: three
    host: >-
      three.internal
    path: |+
      /a

plugins:
- name: key-auth
- name: metering-and-billing
  config:
    api_token: "\${{ env "DECK_AUTH_TOKEN" }}"
    ingest_endpoint: 'https://us.api.konghq.com/v3/openmeter/events'
    attributes: [{source: header,
      look_up_value_in: x-a, event_property_name: a}]
- name: pre-function
  config:
    access:
    - |
      -- \${{ env "DECK_LUA" }}
      kong.log("a: b")

consumers:
  - username: alice
    keyauth_credentials:
    - key: "a
        b"
  -
    username: bob
  - # nothing
  - username: carol`

const compact = `_format_version: '3.0'
consumers: [{username: alice}]
services:
- {name: a, url: "http://a"}
- name: b
  url: http://b
- c
upstreams:
plugins:
- name: rate-limiting
  config: {minute: 5}
`

const texts = [
  indented,
  compact,
  indented.replaceAll('\n', '\r\n'),
  `${compact}\n# the end\n\n`,
  compact.replaceAll('\n- ', '\n-   ').replaceAll('\n  ', '\n    '),
]

/** What a user, or a broken paste, may put anywhere. */
const pieces = [
  ...[
    'a',
    ' ',
    '  ',
    '\n',
    '\n\n',
    '\r\n',
    '\t',
    ':',
    ': ',
    '-',
    '\n- ',
    '\n  - ',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
  ],
  ...[
    '#',
    ' # c',
    '\n# c\n',
    '|',
    '>',
    '&a ',
    '*a',
    '!',
    '!!str ',
    '%',
    '@',
    '?',
    '? ',
    '\n? a\n: b',
    '~',
    '0',
    '<<: ',
  ],
  ...[
    '---\n',
    '\n---\n',
    '\n...\n',
    '\nname:',
    '\nplugins:\n',
    '\nnull: 1\n',
    '\n__proto__: 1\n',
    'name: x\n',
    ': |\n',
  ],
  ...[
    '${{ env "DECK_A" }}',
    '${{ x }}',
    '}}',
    '\n  - name: x\n',
    '\n    ',
    '\uE000\uE010',
    '\uFEFF',
    'é',
    '🙂',
    '\\',
  ],
]

type Edit = { at: number; length: number; piece: string }
const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.record({
    at: fc.nat({ max: 1_000_000 }),
    length: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 30 })),
    piece: fc.oneof(fc.constantFrom(...pieces), fc.constant('')),
  }),
  { minLength: 1, maxLength: 8 },
)

function edited(text: string, { at, length, piece }: Edit): string {
  const start = at % (text.length + 1)
  return text.slice(0, start) + piece + text.slice(start + length)
}

/** A range's third offset, behind the comments that follow a node, is of no use here; the parser sets it unevenly. */
const rangeOf = (node: Node) => node.range?.slice(0, 2)

/** Everything that the studio reads of a node. */
function outline(node: Node | null): unknown {
  if (isScalar(node)) return { value: node.value, type: node.type, range: rangeOf(node) }
  if (isMap(node)) {
    const pairs = pairsOf(node).map(({ key, value }) => [outline(key), outline(value)])
    return { pairs, flow: node.flow ?? false, range: rangeOf(node) }
  }
  if (isSeq(node)) {
    return {
      items: node.items.map(item => outline(item as Node | null)),
      flow: node.flow ?? false,
      range: rangeOf(node),
    }
  }
  return node === null ? null : { alias: 'source' in node ? node.source : undefined, range: rangeOf(node) }
}

/** The whole tree, with the placeholders that it covers put back, as the pieces have them. */
function restored(source: YamlSource): unknown {
  return JSON.parse(
    JSON.stringify(outline(source.root), (_, value) =>
      typeof value === 'string' ? source.masked.restore(value) : value,
    ),
  )
}

function agree(text: string, read: (text: string) => YamlTree | undefined): void {
  const whole = freshSource(text)
  const inPieces = freshSource(text, read)
  expect(inPieces.problems).toEqual(whole.problems)
  expect(inPieces.repeatedKeys).toEqual(whole.repeatedKeys)
  expect(inPieces.value).toEqual(whole.value)
  expect(restored(inPieces)).toEqual(restored(whole))
}

describe('a text read in pieces is read as a whole one is', () => {
  test.for(texts)('%j', text => {
    expect(createPieceReader()(text)).toBeDefined()
    agree(text, createPieceReader())
  })

  test('after every one of many edits, with what was kept of the texts before', () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), edits, (start, changes) => {
        const read = createPieceReader()
        read(start)
        let text = start
        for (const change of changes) {
          text = edited(text, change)
          agree(text, read)
        }
      }),
      { numRuns: 150 },
    )
  }, 30_000)
})
