import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DocumentPath } from '#entities/gateway-state.ts'
import { valueAt } from './check-value.ts'
import { documentEdits, editDocument } from './edit-document.ts'
import { yamlSource } from './yaml-source.ts'

/** Whole kong.yaml files as people write them: the plugin in the middle, everything else as odd as YAML allows. */
const before = [
  '# Managed by the platform team\n_format_version: "3.0"   # do not touch\n_info:\n    select_tags: [ "a" ,b ]   \n',
  "%YAML 1.2\n---\n_format_version: '3.0'\n\n\n",
  '---\n"_format_version": "3.0"\nx-defaults: &defaults {retries: 5,   read_timeout: 60_000}\n',
  '\n   \n# only comments\n_format_version: "3.0"\nservices:\n   -   name:   a\n       url:   "http://a:80"\n       routes:\n       - {name: r, paths: [ /a,\n          "/b" ]}\n       # after the routes\n',
  '_format_version: "3.0"\nservices:\n- &s\n  name: >-\n     folded\n     name\n  url: http://a\n- <<: *s\n  name: b\n  tags:\n    - t # one\n\n    - "u"\n',
  '_format_version: "3.0"\ncertificates:\n- cert: |\n    -----BEGIN CERTIFICATE-----\n    MIIB\n\n    -----END CERTIFICATE-----\n  key: |2-\n      two more\n    end\n',
  '_format_version: "3.0"\nvaults: [{name: env, prefix: "my-env", config: {prefix: "K_"}}]\nconsumers:\n    - username: "\\u00e9\\x41"\n      custom_id: \'it\'\'s\'\n    -\n      username: b\n',
  `_format_version: "3.0"\nupstreams:\n- name: ${'long-'.repeat(60)}\n  algorithm: round-robin # ${'x'.repeat(300)}\n`,
  '? _format_version\n: "3.0"\n? services\n: - name: x\n    url: http://x\n',
  '_format_version: "3.0"\nservices:\n- name: t\n  host: "${{ env "DECK_HOST" }}" # ${{ env "DECK_OTHER" }}\n  tags: !!seq [a]\n  port: !!int "80"\n',
]
const plugin = [
  '- name: metering-and-billing\n  config: # all of it\n    ingest_endpoint: # where\n      https://x.example\n    api_token: !!str 12 # tagged\n    timeout: !!int "5"\n    subject: # nobody yet\n    queue: # as it is\n      max_entries: 1 # few\n',
  '- # ours\n  "name": metering-and-billing\n  ? config\n  : ingest_endpoint: https://x.example\n    ? api_token\n    : t\n    \'subject\': {"look_up_value_in":"consumer",}\n    attributes: [{source: header, look_up_value_in: x, event_property_name: x}, # one\n      ]\n',
  '- !!map\n  name: metering-and-billing\n  tags: [a, b,]\n  config: !!map {api_token: t, ingest_endpoint: https://x.example, }\n',
  '- name: metering-and-billing\n  config:\n    ingest_endpoint: https://x.example\n    api_token: |+\n      tok\n\n    attributes:\n      -\n        source: header\n        look_up_value_in: x\n        event_property_name: x\n      # a comment\n      - source: query\n        look_up_value_in: y\n        event_property_name: y\n    subject:\n        look_up_value_in:\n            consumer\n',
  '- {"name":"metering-and-billing","config":{"api_token":"t","ingest_endpoint":"https://x.example","subject":{"look_up_value_in":"consumer"},"attributes":[]},"tags":["a"]}\n',
  '- name: metering-and-billing\n  config:\n    api_token: a\n      token of\n      three lines\n    ingest_endpoint: "https://x.\\\n      example"\n    timeout: 1\n    ssl_verify: ~\n',
  '- name: metering-and-billing  # ours\n  service: a\n  config:\n    # where to\n    ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events   # Konnect\n    api_token: "${{ env "DECK_T" }}"\n    subject:\n      look_up_value_in: consumer\n    attributes:\n    - source: header   # one\n      look_up_value_in: x-a\n      event_property_name: a\n\n    # between\n    - {source: query, look_up_value_in: \'q\', event_property_name: q}\n  # the end of it\n',
  '-   config:\n          api_token:   kpat   # token\n          ingest_endpoint:\n             https://us.api.konghq.com/v3/openmeter/events\n          subject: {look_up_value_in: header,   field: x-a}   # flow\n    name:   metering-and-billing\n',
  '- {name: metering-and-billing, config: {api_token: t, ingest_endpoint: "https://x.example",\n    subject: {look_up_value_in: query, # which\n      field: s}}}   # flow\n',
  '-\n  name: metering-and-billing\n  config:\n    api_token: >-\n      tok\n    ingest_endpoint: "https://x.example"\n    queue: {}\n    attributes: []\n    subject:\n',
  '- name: metering-and-billing\n  config: &c\n    ingest_endpoint: https://x.example\n    api_token: t\n    subject: &subject {look_up_value_in: consumer}\n',
]
const other = [
  '- name: key-auth # another\n  config: {key_names: [ apikey,  "x-key" ]}\n',
  '-   name: rate-limiting\n    config:\n            minute: 5\n\n            policy: local\n\n',
  '# between two plugins\n\n- name: cors\n',
  '',
]
const after = [
  '',
  '# the end',
  'services2: {}\n...\n',
  '\nconsumer_groups:\n   - name: gold\n     consumers: [ {username: a} ,{username: b} ]\n# last\n\n\n',
  'routes:\n- name: r\n  paths:\n  - ~/x\\.y$   # regex\n  strip_path: no\n',
]

interface Pieces {
  head: string
  own: string
  tail: string
}

const documents = fc
  .record({
    before: fc.constantFrom(...before),
    earlier: fc.constantFrom(...other),
    plugin: fc.constantFrom(...plugin),
    later: fc.constantFrom(...other),
    after: fc.constantFrom(...after),
    indent: fc.constantFrom('', '  ', '     '),
    newline: fc.constantFrom('\n', '\r\n'),
    mark: fc.constantFrom('', '\ufeff'),
  })
  .map(({ indent, newline, mark, ...parts }): Pieces & { index: number } => {
    const shift = (text: string) => text.replace(/^(?=.)/gm, indent)
    const ends = (text: string) => text.replaceAll('\n', newline)
    return {
      head: mark + ends(`${parts.before}plugins:   # all of them\n${shift(parts.earlier)}`),
      own: ends(shift(parts.plugin)),
      tail: ends(shift(parts.later) + parts.after),
      index: parts.earlier === '' ? 0 : 1,
    }
  })

/** What the form writes. */
const changes = fc.oneof(
  fc.tuple(
    fc.constantFrom<DocumentPath>(
      ['config', 'api_token'],
      ['config', 'ingest_endpoint'],
      ['config', 'subject', 'look_up_value_in'],
      ['config', 'subject', 'field'],
      ['instance_name'],
      ['service'],
      ['condition'],
    ),
    fc.option(fc.constantFrom('x', 'a: b # c', '${{ env "DECK_N" }}', 'yes', "it's", '', 'two\nlines'), {
      nil: undefined,
    }),
  ),
  fc.tuple(
    fc.constantFrom<DocumentPath>(
      ['config', 'queue', 'max_entries'],
      ['config', 'timeout'],
      ['config', 'ssl_verify'],
    ),
    fc.constantFrom(5, true, undefined),
  ),
  fc.tuple(
    fc.constantFrom<DocumentPath>(
      ['config', 'attributes', 0],
      ['config', 'attributes', 5],
      ['config', 'attributes'],
    ),
    fc.constantFrom({ source: 'query', look_up_value_in: 'n', event_property_name: 'n' }, undefined),
  ),
  fc.tuple(fc.constant<DocumentPath>(['tags']), fc.constantFrom(['a', 'b'], [], undefined)),
)

/** The value with one place of it set, as an edit of the text should leave it. */
function withValue(value: unknown, [step, ...rest]: DocumentPath, next: unknown): unknown {
  if (step === undefined) return next
  if (Array.isArray(value) && typeof step === 'number') {
    const at = Math.min(step, value.length)
    return value.toSpliced(at, 1, withValue(value[at], rest, next))
  }
  if (typeof step === 'number') return [withValue(undefined, rest, next)]
  const fields = value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
  return { ...fields, [step]: withValue((fields as Record<string, unknown>)[step], rest, next) }
}

/** An anchor is one value in several places: what refers to it keeps its value when it goes. */
describe('an anchored value', () => {
  const anchored = `plugins:
- name: metering-and-billing
  config:
    api_token: &token kpat # shared
    subject: &who
      look_up_value_in: header
      field: x
- name: metering-and-billing
  config:
    api_token: *token
    subject: *who
    queue: {<<: *who}
`
  const first = ['plugins', 0, 'config']

  test.for<[string, DocumentPath, unknown, string, string]>([
    ['that is removed', [...first, 'api_token'], undefined, '*token', 'kpat'],
    [
      'that is removed as a whole',
      [...first, 'subject'],
      undefined,
      '*who',
      '{look_up_value_in: header, field: x}',
    ],
    ['whose plugin is removed', ['plugins', 0], undefined, '*token', 'kpat'],
  ])('%s is written where it is referred to', ([, path, value, alias, written]) => {
    const edited = editDocument(anchored, path, value)
    expect(edited).not.toContain(alias)
    expect(edited).toContain(`: ${written}`)
    const [kept] = (yamlSource(edited).value as { plugins: unknown[] }).plugins.slice(-1)
    expect(kept).toEqual((yamlSource(anchored).value as { plugins: unknown[] }).plugins[1])
  })

  test('that is changed in place stays one value', () => {
    const edited = editDocument(anchored, [...first, 'api_token'], 'other')
    expect(edited).toBe(anchored.replace('kpat', 'other'))
  })
})

describe('an edit of one plugin in a whole kong.yaml', () => {
  test('leaves every byte around the plugin as it was', () => {
    fc.assert(
      fc.property(documents, changes, ({ head, own, tail, index }, [path, value]) => {
        const text = head + own + tail
        fc.pre(yamlSource(text).problems.length === 0)
        const edited = editDocument(text, ['plugins', index, ...path], value)
        expect(edited.slice(0, head.length)).toBe(head)
        expect(tail === '' || edited.endsWith(tail)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('sets that value and no other', () => {
    fc.assert(
      fc.property(documents, changes, ({ head, own, tail, index }, [path, value]) => {
        const text = head + own + tail
        fc.pre(yamlSource(text).problems.length === 0)
        const full = ['plugins', index, ...path]
        const edited = editDocument(text, full, value)
        const after = yamlSource(edited)
        expect(after.problems).toEqual([])
        const start = yamlSource(text).value
        expect(others(after.value, index)).toEqual(others(start, index))
        if (value === undefined) expect(valueAt(after.value, full)).toEqual(nextItem(start, full))
        else expect(after.value).toEqual(withValue(start, full, value))
      }),
      { numRuns: 1000 },
    )
  })

  test('keeps every comment that does not stand in what is replaced', () => {
    fc.assert(
      fc.property(documents, changes, ({ head, own, tail, index }, [path, value]) => {
        const text = head + own + tail
        fc.pre(yamlSource(text).problems.length === 0)
        const full = ['plugins', index, ...path]
        for (const { start, end } of documentEdits(text, full, value)) {
          const replaced = text.slice(start, end)
          if (value !== undefined && yamlSource(text).place(full) === undefined) {
            expect(replaced).not.toContain('#')
          }
        }
      }),
      { numRuns: 1000 },
    )
  })
})

/** What stands at a place once it is removed: nothing, or in a list the item after it. */
function nextItem(value: unknown, path: DocumentPath): unknown {
  const last = path.at(-1)
  const holder = valueAt(value, path.slice(0, -1))
  return Array.isArray(holder) && typeof last === 'number' ? holder[last + 1] : undefined
}

/** All but one plugin. */
function others(value: unknown, index: number): unknown {
  const { plugins, ...rest } = value as { plugins: unknown[] }
  return { ...rest, plugins: plugins.with(index, null) }
}
