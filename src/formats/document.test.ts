import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDocument } from './document.ts'
import { applyEdits } from './edit-document.ts'

const head = '_format_version: "3.0"\n'
const required = `    ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
    api_token: "\${{ env "DECK_AUTH_TOKEN" }}"
`
const plugin = (config = '', row = '') =>
  `${head}plugins:\n- name: key-auth\n- name: metering-and-billing\n${row}  config:\n${required}${config}`
const codes = (text: string, release: '3.14' | '3.16' = '3.14') =>
  readDocument(text, release)
    .diagnostics.filter(({ severity }) => severity !== 'hint')
    .map(({ severity, code, range }) => `${severity} ${code} ${range.line}:${range.column}`)

test('a plugin on a consumer group is in no output, and wins and loses nowhere', () => {
  const { plugins, diagnostics } = readDocument(
    `${plugin('', '  consumer_group: gold\n')}services: [{name: a, url: "http://a"}]\n`.replace(
      '- name: key-auth\n',
      `- name: metering-and-billing\n  service: a\n  config:\n${required}`,
    ),
    '3.15',
  )
  expect(plugins.map(reading => reading.plugin?.scope)).toEqual([{ service: 'a' }, undefined])
  expect(diagnostics.map(({ code }) => code)).not.toContain('shadowed-scope')
})

describe('diagnostics stand at their line and column', () => {
  test.for<[string, string, string[]]>([
    ['a sound plugin', plugin(), []],
    ['an empty document', '', []],
    ['a document of comments', '# soon\n', []],
    ['an unknown field', plugin('    max_batch: 3\n'), ['error unknown-field 8:5']],
    [
      'a field of a later release',
      plugin('    allow_status_codes: [200-299]\n'),
      ['error later-release-field 8:5'],
    ],
    [
      '`expressions`, which only 3.16 has',
      plugin('', '  expressions: {a: 1}\n'),
      ['error later-release-field 5:3'],
    ],
    ['a field in the wrong place', plugin('    max_batch_size: 3\n'), ['error unknown-field 8:5']],
    ['a wrong type', plugin('    timeout: soon\n'), ['error wrong-type 8:14']],
    ['a wrong choice', plugin('    subject: {look_up_value_in: headers}\n'), ['error not-one-of 8:33']],
    [
      'a value beyond its limits',
      plugin('    queue:\n      max_batch_size: 0\n'),
      ['error out-of-limits 9:23'],
    ],
    [
      'a missing field',
      `${head}plugins:\n- name: metering-and-billing\n  config:\n    api_token: \${{ env "DECK_T" }}\n`,
      ['error missing-field 4:3'],
    ],
    [
      'a path as source',
      plugin('    attributes:\n    - {source: path, look_up_value_in: a, event_property_name: b}\n'),
      ['error path-source 9:16'],
    ],
    [
      'a Service that is not there',
      `${plugin('', '  service: a\n')}services: [{name: b, url: "http://b"}]\n`,
      ['warning unknown-reference 5:12'],
    ],
    ['a Service in a document without Services', plugin('', '  service: a\n'), []],
    ['a Service given as a map', plugin('', '  service: {name: a}\n'), ['error wrong-type 5:12']],
    ['a variable without prefix', plugin().replace('DECK_AUTH', 'AUTH'), ['error env-prefix 7:17']],
    [
      'a template expression without an end',
      plugin('', '  tags: ["${{ env"]\n'),
      ['error template-expression 5:11'],
    ],
    ['the same in a comment, which decK leaves alone', plugin('', '# ${{ env\n'), []],
    ['an unknown template function', plugin().replace('env "', 'file "'), ['error template-expression 7:17']],
    ['a key twice', plugin('    timeout: 1000\n    timeout: 2000\n'), ['error duplicate-key 9:5']],
    ['no format version', plugin().replace(head, ''), ['error format-version 1:1']],
    ['a format version as a number', plugin().replace('"3.0"', '3.0'), ['error format-version 1:18']],
    ['_transform: false', `_transform: false\n${plugin()}`, ['error transform 1:13']],
    ['an unknown section', `${head}servces: []\n`, ['error unknown-field 2:1']],
    ['broken YAML', `${head}plugins: [\n`, ['error yaml-syntax 3:1']],
    ['a second document', `${head}---\n${head}`, ['error several-documents 2:1']],
    ['a list', '- a\n', ['error not-a-state-file 1:1']],
    [
      'a plugin twice on one scope',
      `${head}plugins:\n- name: key-auth\n- name: key-auth\n`,
      ['error duplicate-plugin 4:9'],
    ],
    ['a Route without matcher', `${head}routes:\n- name: a\n`, ['error inconsistent 3:3']],
    ['a consumer group as scope', plugin('', '  consumer_group: a\n'), ['error consumer-group-scope 5:19']],
  ])('%s', ([, text, expected]) => {
    expect(codes(text)).toEqual(expected)
  })

  test.for<[string, string, string]>([
    ['a misspelt field', plugin('    subjekt: {}\n'), plugin('    subject: {}\n')],
    [
      'a misspelt choice',
      plugin('    subject: {look_up_value_in: headr, field: x}\n'),
      plugin('    subject: {look_up_value_in: header, field: x}\n'),
    ],
    ['a number in quotes', plugin('    timeout: "10"\n'), plugin('    timeout: 10\n')],
    ['a variable without prefix', plugin().replace('DECK_AUTH', 'AUTH'), plugin()],
    ['a format version as a number', plugin().replace('"3.0"', '3.0'), plugin()],
    ['a token in clear text', plugin().replace('${{ env "DECK_AUTH_TOKEN" }}', 'spat_1'), plugin()],
    [
      'a Service given as a map',
      `${head}services:\n- {name: a, url: http://a}\n${plugin('', '  service: {name: a}\n').slice(head.length)}`,
      `${head}services:\n- {name: a, url: http://a}\n${plugin('', '  service: "a"\n').slice(head.length)}`,
    ],
  ])('a quick fix mends %s', ([, text, mended]) => {
    const { fix } =
      readDocument(text, '3.14').diagnostics.find(({ severity, fix }) => severity !== 'hint' && fix) ?? {}
    expect(applyEdits(text, fix?.edits ?? [])).toBe(mended)
  })
})

describe('variables', () => {
  test.for([
    '"${{ env "DECK_X" }}"',
    '${{ env "DECK_X" }}',
    '${{env "DECK_X"}}',
    '\'${{ env "DECK_X" }}\'',
    '${{ env `DECK_X` }}',
    '"${{ env "DECK_X" | toInt }}"',
    '${{ toInt (env "DECK_X") }}',
  ])('%s is text where text is wanted', written => {
    const { plugins, diagnostics } = readDocument(
      plugin().replace('"${{ env "DECK_AUTH_TOKEN" }}"', () => written),
      '3.14',
    )
    expect(plugins[0]?.config?.api_token).toBe('${{ env "DECK_X" }}')
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  test('in a number field the rehearsal keeps the default and the export keeps the variable', () => {
    const { plugins, diagnostics } = readDocument(
      plugin('    timeout: ${{ env "DECK_T" | toInt }}\n'),
      '3.14',
    )
    expect(plugins[0]?.config?.timeout).toBe(10_000)
    expect(plugins[0]?.plugin?.config.timeout).toBe('${{ env "DECK_T" }}')
    expect(diagnostics.find(({ code }) => code === 'variable-value')?.range).toMatchObject({
      line: 8,
      column: 14,
    })
  })

  test('a comment is left alone', () => {
    expect(codes(plugin('    # ${{ file "x" }}\n'))).toEqual([])
  })
})

describe('the gateway state', () => {
  const nested = `${head}services:
- name: a
  url: https://a.example:8443/base
  routes:
  - name: r
    paths: [/r]
    plugins:
    - name: key-auth
consumers:
- username: alice
  keyauth_credentials: [{key: k}]
  plugins:
  - {name: rate-limiting, service: a, config: {minute: 5}}
`

  test('resolves nested entities, references and defaults', () => {
    const { state } = readDocument(nested, '3.14')
    const [service] = state?.services ?? []
    const [route] = state?.routes ?? []
    const [consumer] = state?.consumers ?? []
    expect(service).toMatchObject({
      protocol: 'https',
      host: 'a.example',
      port: 8443,
      path: '/base',
      retries: 5,
    })
    expect(route).toMatchObject({
      service: service?.id,
      protocols: ['https'],
      strip_path: true,
      origin: ['services', 0, 'routes', 0],
    })
    expect(state?.plugins).toMatchObject([
      { name: 'key-auth', route: route?.id },
      { name: 'rate-limiting', service: service?.id, consumer: consumer?.id, config: { minute: 5 } },
    ])
  })

  test('keeps its ids while other things change', () => {
    const ids = (text: string) => readDocument(text, '3.14').state?.consumers.map(({ id }) => id)
    expect(ids(nested)).toEqual(ids(nested.replace('8443', '9443')))
  })

  test('leaves out what hangs on something unknown', () => {
    expect(
      readDocument(plugin('', '  service: gone\n'), '3.14').state?.plugins.map(({ name }) => name),
    ).toEqual(['key-auth'])
  })

  test('is withheld while an entity has an error', () => {
    expect(readDocument(nested.replace('minute: 5', 'minute: [').concat(']'), '3.14').state).toBeUndefined()
    expect(readDocument(plugin('    timeout: soon\n'), '3.14').state).toBeUndefined()
  })

  test('counts what the document holds', () => {
    expect(readDocument(nested, '3.14').entities).toEqual({
      services: 1,
      routes: 1,
      consumers: 1,
      plugins: 2,
    })
  })
})

describe('places', () => {
  const text = plugin('    subject:\n      look_up_value_in: consumer\n')
  const reading = readDocument(text, '3.14')

  test('a path has its range and an offset its path', () => {
    const path = ['plugins', 1, 'config', 'subject', 'look_up_value_in']
    expect(reading.rangeOf(path)).toMatchObject({ line: 9, column: 25, endColumn: 33 })
    expect(reading.pathAt(text.indexOf('consumer'))).toEqual(path)
    expect(reading.pathAt(text.indexOf('look_up'))).toEqual(path)
    expect(reading.rangeOf(['plugins', 7])).toBeUndefined()
  })
})

describe('hostile texts', () => {
  const bomb = Array.from({ length: 9 }, (_, index) =>
    index === 0
      ? 'k0: &k0 [1,1,1,1,1,1,1,1,1]'
      : `k${index}: &k${index} [${Array(9)
          .fill(`*k${index - 1}`)
          .join(',')}]`,
  ).join('\n')
  test.for([
    ['an alias bomb', bomb, 'alias'],
    ['an alias of itself', 'a: &a [*a]', 'alias'],
    ['deep flow nesting', '['.repeat(20_000), 'too-deep'],
    ['deep block nesting', '- '.repeat(2000), 'too-deep'],
    ['ten megabytes', 'x'.repeat(10_000_000), 'too-large'],
  ] as const)('%s is one clear error', ([, text, code]) => {
    expect(readDocument(text, '3.14').diagnostics.map(diagnostic => diagnostic.code)).toEqual([code])
  })

  test('a thousand wrong entries are not a thousand and one findings', () => {
    const text = `${head}services:\n${'- 1\n'.repeat(2000)}`
    expect(readDocument(text, '3.14').diagnostics.length).toBeLessThan(600)
  })

  test('nothing throws, and every range lies in the text', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '\n',
        '  ',
        '- ',
        'plugins:',
        'config:',
        'name: metering-and-billing',
        '${{ env "DECK_X" }}',
        '"',
        '{',
        ']',
        ': ',
        '&a',
        '*a',
        '<<',
        '__proto__:',
        'services:',
        '~',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        const text = pieces.join('')
        const reading = readDocument(text, '3.16')
        for (const { range } of reading.diagnostics) {
          expect(range.start).toBeLessThanOrEqual(range.end)
          expect(range.end).toBeLessThanOrEqual(text.length)
        }
        reading.pathAt(Math.floor(text.length / 2))
      }),
      { numRuns: 500 },
    )
  })
})
