import { expect, test } from 'vitest'
import { completionsAt } from './completions.ts'
import { readDocument } from './document.ts'

/** Completes at the `|` of a text; what it stands for is left out. */
function complete(marked: string, release: '3.14' | '3.15' | '3.16' = '3.16') {
  const offset = marked.indexOf('|')
  const text = marked.replace('|', '')
  return completionsAt(readDocument(text, release), offset, release)
}

const row = (rest: string) => `_format_version: "3.0"
services:
- name: example-service
plugins:
- name: key-auth
  config:
    key_names: [apikey]
- name: metering-and-billing
${rest}`

const labels = (marked: string, release?: '3.14' | '3.15' | '3.16') =>
  complete(row(marked), release).map(({ label }) => label)

test('keys of a map leave out what it has, before and behind the cursor', () => {
  const found = labels('  config:\n    api_token: x\n    me|\n    timeout: 1\n')
  expect(found).toContain('meter_api_requests')
  expect(found).toContain('queue')
  expect(found).not.toContain('api_token')
  expect(found).not.toContain('timeout')
})

test.for([
  ['the row', '  |', 'condition'],
  ['the row before its config', '  tag|\n  config:\n    timeout: 1\n', 'tags'],
  ['a nested map', '  config:\n    queue:\n      |\n', 'max_batch_size'],
  ['an item of a list', '  config:\n    attributes:\n      - so|\n', 'source'],
  [
    "a list in its key's column",
    '  config:\n    attributes:\n    - source: header\n      |\n',
    'event_property_name',
  ],
  ['a list of scalars', '  protocols:\n  - |\n', 'grpcs'],
  ['an enum', '  config:\n    subject:\n      look_up_value_in: he|\n', 'header'],
  ['a boolean', '  config:\n    ssl_verify: |\n', 'false'],
  ['a value in quotes', '  config:\n    subject:\n      look_up_value_in: "|"\n', 'query'],
  ["the document's services", '  service: |\n', 'example-service'],
  [
    "Konnect's regions",
    '  config:\n    ingest_endpoint: |\n',
    'https://eu.api.konghq.com/v3/openmeter/events',
  ],
  ['the windows line end', '  config:\r\n    ssl_verify: |\r\n', 'true'],
] as const)('completes %s', ([, text, expected]) => {
  expect(labels(text)).toContain(expected)
})

test.for([
  ['another plugin', row('').replace('key_names: [apikey]', '|')],
  ['another section', '_format_version: "3.0"\nservices:\n- name: a\n  |\n'],
  ['a comment', row('  config: # |\n')],
  ['free text', row('  config:\n    subject:\n      field: x|\n')],
  ['an empty document', '|'],
] as const)('has nothing for %s', ([, text]) => {
  expect(complete(text)).toEqual([])
})

test('knows only the fields of the release', () => {
  const text = '  config:\n    |\n'
  expect(labels(text, '3.16')).toContain('allow_status_codes')
  expect(labels(text, '3.15')).not.toContain('allow_status_codes')
})

test('a completion says type, default and limits, and opens maps and lists', () => {
  const found = complete(row('  config:\n    queue:\n      max_b|\n')).find(
    ({ label }) => label === 'max_batch_size',
  )
  expect(found).toMatchObject({ insert: 'max_batch_size: ', detail: 'integer, default 1, from 1 to 1000000' })
  expect(found?.documentation).toContain('entries')
  const inserts = complete(row('  config:\n    |')).map(({ insert }) => insert)
  expect(inserts).toContain('queue:\n  ')
  expect(inserts).toContain('attributes:\n  - ')
})

test('a key that is there already is renamed without its value', () => {
  const marked = row('  config:\n    ssl|_check: true\n')
  const found = complete(marked).find(({ label }) => label === 'ssl_verify')
  const start = marked.indexOf('ssl')
  expect(found).toMatchObject({ insert: 'ssl_verify', start, end: start + 'ssl_check'.length })
})

test('a new row is offered its name', () => {
  const text = '_format_version: "3.0"\nplugins:\n- na|'
  expect(complete(text).map(({ label }) => label)).toContain('name')
  expect(complete(text.replace('na|', 'name: |')).map(({ label }) => label)).toEqual(['metering-and-billing'])
})
