import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DocumentPath } from '#entities/gateway-state.ts'
import { valueAt } from './check-value.ts'
import { addPlugin, applyEdits, documentEdits, editDocument, removeAt } from './edit-document.ts'
import { yamlSource } from './yaml-source.ts'

const tutorial = `_format_version: "3.0"
# who pays
plugins:
  - name: metering-and-billing  # Kong's own
    service: example-service
    config:
      ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
      api_token: "\${{ env "DECK_AUTH_TOKEN" }}"
      subject:
        look_up_value_in: consumer
      attributes:
      - source: header # from the edge
        look_up_value_in: x-department-id
        event_property_name: department
      - {source: query, look_up_value_in: 'tier', event_property_name: tier}
`
const config = ['plugins', 0, 'config']

describe('a change of one value', () => {
  test.for<[string, DocumentPath, unknown, string, string]>([
    [
      'a plain value',
      [...config, 'subject', 'look_up_value_in'],
      'header',
      'look_up_value_in: consumer',
      'look_up_value_in: header',
    ],
    [
      'a value in double quotes',
      [...config, 'api_token'],
      'spat_1',
      '"${{ env "DECK_AUTH_TOKEN" }}"',
      '"spat_1"',
    ],
    [
      'a value in single quotes',
      [...config, 'attributes', 1, 'look_up_value_in'],
      'plan',
      "'tier'",
      "'plan'",
    ],
    [
      'text that looks like a number',
      [...config, 'subject', 'look_up_value_in'],
      '12',
      ': consumer',
      ': "12"',
    ],
    [
      'a new key after the last one',
      [...config, 'subject', 'field'],
      'x-id',
      'look_up_value_in: consumer\n',
      'look_up_value_in: consumer\n        field: x-id\n',
    ],
    [
      'a new key in a flow map',
      [...config, 'attributes', 1, 'extra'],
      true,
      'event_property_name: tier}',
      'event_property_name: tier, extra: true}',
    ],
    [
      'a new map',
      [...config, 'queue', 'max_entries'],
      5,
      'event_property_name: tier}\n',
      'event_property_name: tier}\n      queue:\n        max_entries: 5\n',
    ],
    [
      'a new list item',
      [...config, 'attributes', 2],
      { source: 'query' },
      'event_property_name: tier}\n',
      'event_property_name: tier}\n      - source: query\n',
    ],
    [
      'a new section',
      ['services', 0, 'name'],
      'a',
      'event_property_name: tier}\n',
      'event_property_name: tier}\nservices:\n  - name: a\n',
    ],
    [
      'a map in place of a value',
      ['plugins', 0, 'service'],
      { name: 'a' },
      'service: example-service',
      'service:\n      name: a',
    ],
    [
      'a value in place of a map',
      [...config, 'subject'],
      'x',
      'subject:\n        look_up_value_in: consumer',
      'subject: x',
    ],
    [
      'a removed key',
      [...config, 'api_token'],
      undefined,
      '      api_token: "${{ env "DECK_AUTH_TOKEN" }}"\n',
      '',
    ],
    ['a removed key of a flow map', [...config, 'attributes', 1, 'source'], undefined, 'source: query, ', ''],
    [
      'a removed last key takes its empty parent along',
      [...config, 'subject', 'look_up_value_in'],
      undefined,
      '      subject:\n        look_up_value_in: consumer\n',
      '',
    ],
    [
      'the first key of an item',
      [...config, 'attributes', 0, 'source'],
      undefined,
      'source: header # from the edge\n        look',
      'look',
    ],
    [
      'a removed item',
      [...config, 'attributes', 0],
      undefined,
      '      - source: header # from the edge\n        look_up_value_in: x-department-id\n        event_property_name: department\n',
      '',
    ],
  ])('%s', ([, path, value, before, after]) => {
    expect(tutorial).toContain(before)
    expect(editDocument(tutorial, path, value)).toBe(tutorial.replace(before, () => after))
    const windows = tutorial.replaceAll('\n', '\r\n')
    const expected = tutorial.replace(before, () => after).replaceAll('\n', '\r\n')
    expect(editDocument(windows, path, value)).toBe(expected)
  })

  test.for<[string, string, DocumentPath, unknown, string]>([
    ['an empty document', '', ['plugins', 0, 'name'], 'x', 'plugins:\n  - name: x\n'],
    ['a document of comments', '# mine', ['a', 'b'], 1, '# mine\na:\n  b: 1\n'],
    ['a key without a value', 'a:\nb: 1\n', ['a', 'c'], 1, 'a:\n  c: 1\nb: 1\n'],
    ['an empty flow list', 'a:\n  b: []\n', ['a', 'b', 0, 'c'], 1, 'a:\n  b:\n  - c: 1\n'],
    ['an empty flow map', 'a: {}\n', ['a', 'c'], 1, 'a:\n  c: 1\n'],
    ['an alias', 'a: &x {b: 1}\nc: *x\n', ['c', 'b'], 2, 'a: &x {b: 1}\nc:\n  b: 2\n'],
    ['a block scalar', 'a: |\n  x\n  y\nb: 1\n', ['a'], 'z', 'a: z\nb: 1\n'],
    ['a key after a block scalar', 'm:\n  a: |\n    x\n', ['m', 'b'], 1, 'm:\n  a: |\n    x\n  b: 1\n'],
    ['no line break at the end', 'a: 1', ['b'], 2, 'a: 1\nb: 2'],
    ['the last line', 'a: 1\nb: 2', ['b'], undefined, 'a: 1'],
    ['everything', 'a: 1\n', ['a'], undefined, '\n'],
    ['broken YAML stays as it is', 'a: [1\nb', ['a'], 2, 'a: [1\nb'],
  ])('%s', ([, text, path, value, expected]) => {
    expect(editDocument(text, path, value)).toBe(expected)
  })

  test('nothing to remove is no edit', () => {
    expect(documentEdits(tutorial, [...config, 'timeout'], undefined)).toEqual([])
  })

  test('a removed plugin takes its section along', () => {
    expect(removeAt(tutorial, ['plugins', 0])).toBe('_format_version: "3.0"\n# who pays\n')
  })
})

describe('addPlugin', () => {
  const plugin = {
    scope: { service: 'a' },
    config: { ingest_endpoint: 'https://x.example/events', api_token: '${{ env "DECK_T" }}' },
  }

  test('starts a document', () => {
    expect(addPlugin('', plugin)).toBe(
      '_format_version: "3.0"\nplugins:\n  - name: metering-and-billing\n    service: a\n    config:\n' +
        '      ingest_endpoint: https://x.example/events\n      api_token: "${{ env "DECK_T" }}"\n',
    )
  })

  test('appends to a document', () => {
    const text = addPlugin(tutorial, plugin)
    expect(text.startsWith(tutorial)).toBe(true)
    expect(valueAt(yamlSource(text).value, ['plugins', 1, 'service'])).toBe('a')
  })
})

const keys = fc.constantFrom('a', 'b', 'c', 'd e', 'true', '1', '#x', 'k:')
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    'yes',
    '012',
    '1e3',
    '- a',
    'a: b',
    '# c',
    "it's",
    '${{ env "DECK_X" }}',
    'a ${{ env "DECK_Y" }} "b"\n',
    '${{',
    '}}',
    ' ',
  ),
)
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter(x => !Object.is(x, -0)),
)
const { tree } = fc.letrec(tie => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(keys, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
  ),
}))

function pathsIn(value: unknown, path: DocumentPath = []): DocumentPath[] {
  if (value === null || typeof value !== 'object') return [path]
  const steps = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value)
  return [
    path,
    ...steps.flatMap(step => pathsIn((value as Record<string | number, unknown>)[step], [...path, step])),
  ]
}

const documents = fc.dictionary(keys, tree, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
const written = (file: Record<string, unknown>) =>
  Object.entries(file).reduce((start, [key, field]) => editDocument(start, [key], field), '')

/** The file without what stands at the path, and without the parents that this leaves empty, up to a list's item. */
function pruned(file: unknown, path: DocumentPath): unknown {
  const holder = valueAt(file, path.slice(0, -1)) as unknown[] | Record<string, unknown>
  const above = path.slice(0, -1)
  if (Object.keys(holder).length === 1 && typeof above.at(-1) === 'string') return pruned(file, above)
  const result = structuredClone(file)
  const changed = valueAt(result, above) as unknown[] | Record<string, unknown>
  const step = path.at(-1) ?? ''
  if (Array.isArray(changed)) changed.splice(Number(step), 1)
  else delete changed[step]
  return result
}

describe('any document', () => {
  test('reads back the value that was set, and everything else as it was', () => {
    fc.assert(
      fc.property(documents, fc.nat(), tree, (file, pick, value) => {
        const start = written(file)
        expect(yamlSource(start).value).toEqual(file)
        const paths = pathsIn(file).filter(path => path.length > 0)
        const path = paths[pick % paths.length] ?? []
        const edited = editDocument(start, path, value)
        const expected = structuredClone(file)
        const holder = valueAt(expected, path.slice(0, -1)) as Record<string | number, unknown>
        holder[path.at(-1) ?? ''] = value
        expect(yamlSource(edited).value).toEqual(expected)
      }),
      { numRuns: 400 },
    )
  })

  test('loses only what was removed', () => {
    fc.assert(
      fc.property(documents, fc.nat(), (file, pick) => {
        const start = written(file)
        const paths = pathsIn(file).filter(path => path.length > 0)
        const path = paths[pick % paths.length] ?? []
        const edits = documentEdits(start, path, undefined)
        expect(edits).toHaveLength(1)
        const rest = yamlSource(applyEdits(start, edits)).value
        expect(rest ?? {}).toEqual(pruned(file, path))
      }),
      { numRuns: 400 },
    )
  })
})
