import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { deck } from '#formats/deck.ts'
import { snippetText } from '#formats/snippet.ts'
import { examples } from '#plugin/examples.ts'
import { scopeKinds } from '#plugin/scope.ts'
import { importCommand } from './import.ts'
import { runCommand } from './run-command.ts'

const fixtures = resolve(import.meta.dirname, '../../src/formats/fixtures')

async function run(args: readonly string[], input = '') {
  const out: string[] = []
  const err: string[] = []
  const code = await runCommand({ import: importCommand }, ['import', ...args], {
    stdin: Readable.from([input]),
    stdout: { write: text => out.push(String(text)) },
    stderr: { write: text => err.push(text) },
  })
  return { code, out: out.join(''), err: err.join('') }
}

const documented = examples
  .filter(({ stateFiles }) => stateFiles === undefined)
  .flatMap(({ id, plugin }) => scopeKinds.map(kind => [id, kind, plugin] as const))

test.for(documented)('%s on %s is the same state file from every format', async ([id, kind, plugin]) => {
  const files = readdirSync(join(fixtures, id)).filter(name => name.startsWith(`${kind}.`))
  const canonical = snippetText(deck.render(plugin, { scope: { kind }, mode: 'corrected' }))
  expect(files).toHaveLength(5)
  for (const file of files) {
    const { code, out } = await run([join(fixtures, id, file)])
    expect(code).toBe(0)
    // Only the documents' Terraform says `enabled`.
    expect(out.replace('    enabled: true\n', ''), file).toBe(`${canonical}\n`)
  }
})

test('the same state file again is the same text', async () => {
  const { stateFiles = [] } = examples.find(example => example.stateFiles !== undefined) ?? {}
  const first = await run(
    ['-'],
    stateFiles.map(({ text }) => `echo '\n${text}\n' | deck gateway apply -\n`).join('\n'),
  )
  expect(first.code).toBe(0)
  expect(await run(['-'], first.out)).toMatchObject({ code: 0, out: first.out })
})

test('all sections and nested entities are kept, plugins in the order of decK', async () => {
  const text = `# ours
services:
- name: a
  url: http://a
  plugins:
  - {config: {}, tags: [x], name: cors}
_info: {select_tags: [t]}
upstreams:
- name: u
  slots: 10
`
  const { out, err } = await run(['-'], text)
  expect(err).toContain('1 line of comments not kept')
  expect(out).toBe(`_format_version: "3.0"
_info:
  select_tags:
  - t
services:
  - name: a
    url: http://a
    plugins:
    - name: cors
      tags:
      - x
      config: {}
upstreams:
  - name: u
    slots: 10
`)
})

test('templates that convert values stay as they stand', async () => {
  const text =
    '_format_version: "3.0"\nservices:\n- name: a\n  host: a\n  port: ${{ env "DECK_PORT" | toInt }}\n'
  expect((await run(['-'], text)).out).toBe(text)
})

test('what is left out is said with its line', async () => {
  const { code, err } = await run(
    ['-'],
    'Hello\n\n_format_version: "3.0"\nservices: [{name: a, url: "http://a"}]\n',
  )
  expect(code).toBe(0)
  expect(err).toContain('<stdin>:1: ')
})

test.for(['Dear gateway,\nplease meter.\n', ''])('nothing understood ends with 1: %j', async text => {
  const { code, out, err } = await run(['-'], text)
  expect([code, out]).toEqual([1, ''])
  expect(err).toContain('<stdin>: nothing was understood')
})

test.for([
  [[], 'name a file, or - for standard input'],
  [['no-such-file.tf'], 'no-such-file.tf: cannot be read'],
  [['-', '--to', 'deck'], 'there is no flag --to'],
] as const)('%j ends with 2', async ([args, message]) => {
  const { code, out, err } = await run(args)
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(message)
})

test('of two plugins on one scope the last is kept, and that is said', async () => {
  const manifest = (name: string, endpoint: string) => `apiVersion: configuration.konghq.com/v1
kind: KongClusterPlugin
metadata: {name: ${name}, labels: {global: "true"}}
plugin: metering-and-billing
config: {ingest_endpoint: "https://${endpoint}/v3/openmeter/events", api_token: "\${TOKEN}"}
`
  const { code, out, err } = await run(
    ['-'],
    `${manifest('a', 'eu.api.konghq.com')}---\n${manifest('b', 'us.api.konghq.com')}`,
  )
  expect(code).toBe(0)
  expect(out).toContain('https://us.api')
  expect(out).not.toContain('https://eu.api')
  expect(err).toContain('the plugin metering-and-billing is given more than once; the last one was kept')
})
