import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { formatIds } from '#formats/snippet.ts'
import { examples } from '#plugin/examples.ts'
import { scopeKinds } from '#plugin/scope.ts'
import { exportCommand } from './export.ts'
import { runCommand } from './run-command.ts'

const fixtures = resolve(import.meta.dirname, '../../src/formats/fixtures')
const read = (name: string) => readFileSync(join(fixtures, name), 'utf8')

async function run(args: readonly string[], input = '') {
  const out: string[] = []
  const err: string[] = []
  const code = await runCommand({ export: exportCommand }, ['export', ...args], {
    stdin: Readable.from([input]),
    stdout: { write: text => out.push(String(text)) },
    stderr: { write: text => err.push(text) },
  })
  return { code, out: out.join(''), err: err.join('') }
}

const documented = examples
  .filter(({ stateFiles }) => stateFiles === undefined)
  .flatMap(({ id }) => scopeKinds.flatMap(kind => formatIds.map(format => [id, kind, format] as const)))

describe('docs mode is what Kong documents, from the documented state file', () => {
  test('all sixty', () => {
    expect(documented).toHaveLength(60)
  })

  test.for(documented)('%s, %s, %s', async ([id, kind, format]) => {
    const args = [join(fixtures, id, `${kind}.deck.txt`), '--to', format, '--scope', kind, '--mode', 'docs']
    expect(await run(args)).toMatchObject({ code: 0, out: read(`${id}/${kind}.${format}.txt`) })
  })

  test("the tutorial's command gives itself again", async () => {
    const name = 'howto-meter-api-requests-by-consumer/metering-and-billing.deck-apply.txt'
    const { out } = await run([join(fixtures, name), '--to', 'deck', '--deck', 'command', '--mode', 'docs'])
    expect(out).toBe(read(name))
  })
})

test('every documented block exports as the documented state file does', async () => {
  const blocks = readdirSync(fixtures, { recursive: true, encoding: 'utf8' }).filter(name =>
    /\.(?:deck|admin-api|konnect-api|kic|terraform)\.txt$/.test(name),
  )
  expect(blocks).toHaveLength(60)
  for (const name of blocks) {
    const [id = '', kind = ''] = name.split(/[/\\.]/)
    const args = ['--to', 'admin-api', '--scope', kind, '--mode', 'docs']
    const { out, err } = await run([join(fixtures, name), ...args])
    // Only the documents' Terraform says `enabled`.
    const body = out.replace(/^ +"enabled": true,\n/m, '')
    expect(body, `${name}\n${err}`).toBe(read(`${id}/${kind}.admin-api.txt`))
  }
})

const token = '${{ env "DECK_AUTH_TOKEN" }}'
const config = `    config: {ingest_endpoint: "https://us.api.konghq.com/v3/openmeter/events", api_token: '${token}'}\n`
const two = `_format_version: "3.0"
plugins:
  - name: metering-and-billing
    instance_name: all
${config}  - name: metering-and-billing
    service: billing
    condition: http.method == "GET"
${config}`

describe('several plugins', () => {
  test('are rows of one state file', async () => {
    const { out } = await run(['-', '--to', 'deck'], two)
    expect(out.match(/^plugins:$/gm)).toHaveLength(1)
    expect(out.match(/^ {2}- name: metering-and-billing$/gm)).toHaveLength(2)
  })

  test('are Terraform resources with names of their own and one provider', async () => {
    const { out } = await run(['-', '--to', 'terraform'], two)
    expect(out.match(/^resource .*$/gm)).toEqual([
      'resource "konnect_gateway_plugin_metering_and_billing" "my_metering_and_billing_all" {',
      'resource "konnect_gateway_plugin_metering_and_billing" "my_metering_and_billing_service_billing" {',
    ])
    expect(out.match(/^(?:provider|variable) .*$/gm)).toEqual([
      'provider "konnect" {',
      'variable "konnect_token" {',
      'variable "konnect_control_plane_id" {',
      'variable "auth_token" {',
    ])
  })

  test('are manifests with names of their own, which their annotations use', async () => {
    const { out } = await run(['-', '--to', 'kic', '--kic', 'configFrom'], two)
    expect(out.match(/^ {2}name: .*$/gm)).toEqual([
      '  name: metering-and-billing-all-config',
      '  name: metering-and-billing-all',
      '  name: metering-and-billing-service-billing-config',
      '  name: metering-and-billing-service-billing',
    ])
    expect(out).toContain('konghq.com/plugins=metering-and-billing-service-billing')
  })

  test('are commands with a blank line between', async () => {
    const { out } = await run(['-', '--to', 'admin-api'], two)
    expect(out.split('\n\n')).toHaveLength(2)
  })

  test('one of them is chosen by its instance_name', async () => {
    const { out } = await run(['-', '--to', 'deck', '--instance', 'all'], two)
    expect(out.match(/- name: metering-and-billing/g)).toHaveLength(1)
  })

  test('an instance_name that none has ends with 1', async () => {
    const { code, out, err } = await run(['-', '--to', 'deck', '--instance', 'al'], two)
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('no metering-and-billing plugin has the instance_name al; there are all')
  })
})

test.for([
  [['--to', 'deck', '--scope', 'service=billing'], 'service: billing'],
  [['--to', 'deck', '--scope', 'consumer'], 'consumer: consumerName|Id'],
  [['--to', 'deck', '--scope', 'route=a=b'], 'route: a=b'],
  [['--to', 'deck', '--defaults'], 'max_batch_size: 1'],
  [['--to', 'deck', '--deck', 'command'], 'deck gateway apply -'],
  [
    ['--to', 'konnect-api', '--region', 'eu', '--control-plane-id', 'abc'],
    'eu.api.konghq.com/v2/control-planes/abc/',
  ],
  [['--to', 'admin-api', '--shell', 'powershell'], 'Invoke-RestMethod'],
  [['--to', 'kic', '--kic', 'configPatches'], 'configPatches:'],
] as const)('%j has %s', async ([args, expected]) => {
  const { code, out } = await run(
    ['-', ...args],
    `_format_version: "3.0"\nplugins:\n  - name: metering-and-billing\n${config}`,
  )
  expect(code).toBe(0)
  expect(out).toContain(expected)
})

test('without --region it is the ingest endpoint’s, and another one is said', async () => {
  const eu = `_format_version: "3.0"\nplugins:\n  - name: metering-and-billing\n${config}`.replaceAll(
    'us.api',
    'eu.api',
  )
  const followed = await run(['-', '--to', 'terraform'], eu)
  expect(followed.out).toContain('"https://eu.api.konghq.com"')
  expect(followed.err).toBe('')
  const other = await run(['-', '--to', 'konnect-api', '--region', 'us'], eu)
  expect(other.out).toContain('https://us.api.konghq.com/v2/')
  expect(other.err).toContain('ingest endpoint is in Konnect’s region `eu`')
  expect((await run(['-', '--to', 'konnect-api', '--region', 'uk'], eu)).code).toBe(2)
})

test('several plugins share one provider, whatever their endpoints', async () => {
  const row = `  - name: metering-and-billing\n${config}`
  const { code, out } = await run(
    ['-', '--to', 'terraform'],
    `_format_version: "3.0"\nplugins:\n${row}${row.replace('us.api', 'eu.api').replace('  config:', '  service: a\n    config:')}`,
  )
  expect(code).toBe(0)
  expect(out.match(/^provider "konnect"/gm)).toHaveLength(1)
  expect(out.match(/^resource /gm)).toHaveLength(2)
})

test('what a format cannot carry is said', async () => {
  const { code, err } = await run(['-', '--to', 'kic'], two)
  expect(code).toBe(0)
  expect(err).toContain('<stdin>: left out of Kubernetes (KIC): condition: ')
})

test('a file with errors is not exported', async () => {
  const { code, out, err } = await run(
    ['-', '--to', 'deck'],
    two.replace('instance_name: all', 'instance: all'),
  )
  expect([code, out]).toEqual([1, ''])
  expect(err).toContain('<stdin>:4:5: error: ')
})

test('a field of a later release is exported for that release only', async () => {
  const text = two.replace("'}", "', allow_status_codes: [200-299]}")
  expect(await run(['-', '--to', 'deck'], text)).toMatchObject({ code: 1, out: '' })
  expect(await run(['-', '--to', 'deck', '--gateway', '3.16'], text)).toMatchObject({ code: 0 })
})

test('a file without the plugin ends with 1', async () => {
  const { code, out, err } = await run(['-', '--to', 'deck'], '_format_version: "3.0"\n')
  expect([code, out]).toEqual([1, ''])
  expect(err).toContain('there is no metering-and-billing plugin to export')
})

test.for([
  [['-'], 'name the format: --to deck|'],
  [['-', '--to', 'decks'], 'found decks; did you mean deck?'],
  [['-', '--too', 'deck'], 'there is no flag --too; did you mean --to?'],
  [['-', '--to', 'deck', '--scope', 'services'], 'found services; did you mean service?'],
  [['-', '--to', 'deck', '--scope', 'global=a'], '--scope global takes no name'],
  [['-', '--to', 'deck', '--scope', 'route='], '--scope is empty'],
  [['-', '--to', 'deck', '--mode', 'doc'], 'found doc; did you mean docs?'],
  [['-', '--to', 'deck', '--gateway', '3.13'], '--gateway is one of 3.14, 3.15, 3.16; found 3.13'],
  [['--to', 'deck'], 'name a file, or - for standard input'],
  [['a', 'b', '--to', 'deck'], 'one file at a time; found also b'],
  [['no-such-file.yaml', '--to', 'deck'], 'no-such-file.yaml: cannot be read'],
] as const)('%j ends with 2', async ([args, message]) => {
  const { code, out, err } = await run(args, two)
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(message)
})
