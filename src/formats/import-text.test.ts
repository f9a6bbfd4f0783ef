import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { consumer, keyAuth, metering, prerequisites } from '#testing/tutorial-blocks.ts'
import { readDocument } from './document.ts'
import { importText } from './import-text.ts'
import { mergeImport } from './merge.ts'

const blocks = [prerequisites, consumer, keyAuth, metering]
const pasted = (texts: string[], start = '') =>
  texts.reduce((text, block) => mergeImport(text, importText(block)).text, start)

function expectTutorial(text: string): void {
  const { diagnostics, state, plugins } = readDocument(text, '3.14')
  expect(diagnostics.filter(({ severity }) => severity !== 'hint')).toEqual([])
  expect(state?.services.map(({ name }) => name)).toEqual(['example-service'])
  expect(state?.routes.map(({ name, service }) => [name, service])).toEqual([
    ['example-route', state?.services[0]?.id],
  ])
  expect(state?.consumers.map(({ username, keyauth_credentials: [key] }) => [username, key?.key])).toEqual([
    ['alice', 'alice-key'],
  ])
  expect(state?.plugins.map(({ name, service }) => [name, service])).toEqual([
    ['key-auth', state?.services[0]?.id],
    ['metering-and-billing', state?.services[0]?.id],
  ])
  expect(plugins[0]?.plugin?.config.api_token).toBe('${{ env "DECK_AUTH_TOKEN" }}')
}

describe("the tutorial's four blocks", () => {
  test('pasted one after the other make a clean document', () => {
    expectTutorial(pasted(blocks))
  })

  test('pasted at once, with prose and a secret between them, make the same document', () => {
    const page = `Create a Service and a Route:\n\n${blocks.join("\nThen export your token:\n\nexport DECK_AUTH_TOKEN='spat_secret'\n\n```sh\n")}`
    const reading = importText(page)
    const { text } = mergeImport('', reading)
    expectTutorial(text)
    expect(text).toBe(pasted(blocks))
    expect(reading.detected).toBe(
      '4 decK state files · 1 service · 1 route · 1 consumer · 2 plugins · shell wrappers ignored',
    )
    expect(JSON.stringify(reading)).not.toContain('spat_secret')
    expect(reading.notes.map(({ line }) => line)).toContain(1)
    expect(
      reading.notes.filter(({ message }) => message.startsWith('`export DECK_AUTH_TOKEN`')),
    ).toHaveLength(3)
  })

  test('pasted again change nothing', () => {
    const text = pasted(blocks)
    const again = mergeImport(text, importText(blocks.join('\n')))
    expect(again.text).toBe(text)
    expect(again.changes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'same example-service',
      'same example-route',
      'same alice',
      'same key-auth on service example-service',
      'same metering-and-billing on service example-service',
    ])
  })
})

describe('shell wrappers', () => {
  const state = '_format_version: "3.0"\nservices:\n- name: a\n  url: http://a\n'
  test.for<[string, string]>([
    ['echo in single quotes', `echo '${state}' | deck gateway apply -`],
    ['echo in double quotes', `echo "${state.replaceAll('"', '\\"')}" | deck gateway sync -`],
    ['a pipe into the next line', `echo '${state}' |\n  deck gateway apply -`],
    ['a here-document', `deck gateway apply - <<'EOF'\n${state}EOF\n`],
    ['a here-document through cat', `cat <<EOF | deck gateway apply -\n${state}EOF\n`],
    ['a prompt', `$ echo '${state}' | deck gateway apply -`],
    ['no wrapper', state],
    ['Windows line breaks', state.replaceAll('\n', '\r\n')],
    ['a fenced block', `\`\`\`yaml\n${state}\`\`\`\n`],
  ])('%s', ([, text]) => {
    const { blocks: read, notes } = importText(text)
    expect(notes).toEqual([])
    expect(read.map(({ file }) => file)).toEqual([
      { _format_version: '3.0', services: [{ name: 'a', url: 'http://a' }] },
    ])
  })

  test("a shell's variable becomes a variable of the document", () => {
    const text = `deck gateway apply - <<EOF\nplugins:\n- name: x\n  config:\n    a: "$AUTH_TOKEN"\n    b: "\${{ env "DECK_B" }}"\nEOF\n`
    expect(importText(text).blocks[0]?.file).toMatchObject({
      plugins: [{ config: { a: '${{ env "DECK_AUTH_TOKEN" }}', b: '${{ env "DECK_B" }}' } }],
    })
  })

  test('broken YAML is named with its line', () => {
    const { blocks: read, notes } = importText("echo '\nservices:\n  - name: [a\n' | deck gateway apply -")
    expect(read).toEqual([])
    expect(notes[0]?.line).toBeGreaterThan(2)
  })

  test('nothing throws, whatever is pasted', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(...blocks, "echo '", 'cat <<EOF\n', '\n', 'services:\n', ' | deck', '"', "'", '${{'),
    )
    fc.assert(
      fc.property(fc.array(piece), pieces => {
        const text = pieces.join('')
        expect(typeof mergeImport('', importText(text)).text).toBe('string')
      }),
    )
  })
})

describe('merging', () => {
  const document = `_format_version: "3.0"
# ours
services:
- name: a # the first
  url: http://a
  routes:
  - name: r
    paths: [/r]
consumers:
- username: bob
  keyauth_credentials:
  - key: one
upstreams:
- name: u
`
  const merge = (text: string) => mergeImport(document, importText(text))

  test.for<[string, string, [string, string][], string[]]>([
    [
      'a changed field',
      'services:\n- name: a\n  url: http://b\n',
      [['url: http://a', 'url: http://b']],
      ['replace service a'],
    ],
    [
      'a new credential',
      'consumers:\n- username: bob\n  keyauth_credentials:\n  - key: two\n',
      [['  - key: one\n', '  - key: one\n  - key: two\n']],
      ['replace consumer bob'],
    ],
    [
      'a Route that the document nests in its Service',
      'routes:\n- name: r\n  paths: [/r, /s]\n  service: {name: a}\n',
      [['[/r]', '[/r, /s]']],
      ['replace route r'],
    ],
    [
      'a new plugin nested in a known Service',
      'services:\n- name: a\n  url: http://a\n  plugins:\n  - name: key-auth\n',
      [['    paths: [/r]\n', '    paths: [/r]\n  plugins:\n  - name: key-auth\n']],
      ['same service a', 'add plugin key-auth on service a'],
    ],
    [
      'a removed field',
      'services:\n- name: a\n  host: a\n',
      [['url: http://a', 'host: a']],
      ['replace service a'],
    ],
    [
      'another section',
      'upstreams:\n- name: v\n',
      [['- name: u\n', '- name: u\n- name: v\n']],
      ['add upstreams v'],
    ],
    [
      'several additions',
      'consumers:\n- username: eve\n- username: dan\nplugins:\n- name: key-auth\n',
      [
        ['  - key: one\n', '  - key: one\n- username: eve\n- username: dan\n'],
        ['- name: u\n', '- name: u\nplugins:\n- name: key-auth\n'],
      ],
      ['add consumer eve', 'add consumer dan', 'add plugin key-auth'],
    ],
  ])('%s', ([, text, replacements, changes]) => {
    const merged = merge(text)
    expect(merged.changes.map(({ kind, entity, name }) => `${kind} ${entity} ${name}`).sort()).toEqual(
      changes.sort(),
    )
    const expected = replacements.reduce((result, [before, after]) => result.replace(before, after), document)
    if (!text.includes('host: a')) expect(merged.text).toBe(expected)
    const again = mergeImport(merged.text, importText(text))
    expect(again.text).toBe(merged.text)
    expect(again.changes.every(({ kind }) => kind === 'same')).toBe(true)
  })
})
