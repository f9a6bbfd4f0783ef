import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readDocument } from './document.ts'

const head = '_format_version: "3.0"\n'
const config = (more = '') =>
  `ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events, api_token: '\${{ env "DECK_T" }}'${more}`
/** A state file with one metering plugin, and more of its config, of its row and of the file. */
const file = ({ inConfig = '', row = '', beside = '' } = {}) =>
  `${head}plugins:\n- name: key-auth\n- name: metering-and-billing\n  config: {${config(inConfig)}}\n${row}${beside}`

const sound = file()
const services = (...names: string[]) =>
  `services: [${names.map(name => `{name: ${name}, url: "http://a"}`).join(', ')}]\n`
const shadowing = `- name: metering-and-billing\n  service: a\n  config: {${config()}}\n`

/** For each code a text that raises it, and one as near to that as can be that does not. */
const cases: Record<string, [raises: string, quiet: string]> = {
  'duplicate-entity': [file({ beside: services('a', 'a') }), file({ beside: services('a', 'b') })],
  'unknown-reference': [
    file({ row: '  service: b\n', beside: services('a') }),
    file({ row: '  service: a\n', beside: services('a') }),
  ],
  'consumer-group-scope': [file({ row: '  consumer_group: g\n' }), file({ row: '  consumer: g\n' })],
  'duplicate-plugin': [file({ beside: '- name: key-auth\n' }), file({ beside: '- name: jwt\n' })],
  'empty-tags': [file({ row: '  tags: []\n' }), file({ row: '  tags: [a]\n' })],
  'several-regions': [file({ beside: shadowing.replace('us.api', 'eu.api') }), file({ beside: shadowing })],
  'built-in-ingestion': [file({ beside: '_konnect: {control_plane_name: cp}\n' }), sound],
  'shadowed-scope': [
    file({ beside: shadowing + services('a') }),
    file({ row: '  service: b\n', beside: shadowing + services('a', 'b') }),
  ],
  'format-version': [sound.replace('"3.0"', '"2.0"'), sound],
  'unknown-field': [file({ inConfig: ', max_batch: 1' }), file({ inConfig: ', timeout: 1000' })],
  'wrong-type': [file({ inConfig: ', timeout: soon' }), file({ inConfig: ', timeout: 1000' })],
  transform: [file({ beside: '_transform: false\n' }), file({ beside: '_transform: true\n' })],
  'path-source': [
    file({ inConfig: ', attributes: [{source: path, look_up_value_in: a, event_property_name: b}]' }),
    file({ inConfig: ', attributes: [{source: query, look_up_value_in: a, event_property_name: b}]' }),
  ],
  'not-one-of': [
    file({ inConfig: ', subject: {look_up_value_in: headers}' }),
    file({ inConfig: ', subject: {look_up_value_in: application}' }),
  ],
  empty: [
    file({ beside: 'consumers: [{username: ""}]\n' }),
    file({ beside: 'consumers: [{username: "a"}]\n' }),
  ],
  'out-of-limits': [
    file({ inConfig: ', queue: {max_coalescing_delay: 3601}' }),
    file({ inConfig: ', queue: {max_coalescing_delay: 3600}' }),
  ],
  'missing-field': [sound.replace(/, api_token: '[^']*'/, ''), sound],
  'wrong-form': [file({ row: '  tags: ["a,b"]\n' }), file({ row: '  tags: ["a b"]\n' })],
  inconsistent: [
    file({ beside: 'routes: [{name: r}]\n' }),
    file({ beside: 'routes: [{name: r, paths: [/]}]\n' }),
  ],
  'later-release-field': [file({ inConfig: ', allow_status_codes: [200-299]' }), sound],
  'variable-value': [
    file({ inConfig: `, timeout: \${{ env "DECK_N" | toInt }}` }),
    file({ inConfig: ', timeout: 1000' }),
  ],
  'template-expression': [sound.replace('env "', 'file "'), sound],
  'env-prefix': [sound.replace('DECK_T', 'T'), sound],
  'empty-document': ['# soon\n', sound],
  'no-plugin': [head, sound],
  'not-a-state-file': ['- a\n', sound],
  'too-many': [
    `${head}plugins: [${Array.from({ length: 1500 }, () => '{}').join(', ')}]\n`,
    `${head}plugins: [{}]\n`,
  ],
  'too-deep': ['['.repeat(20_000), `${head}consumers: ${'['.repeat(9)}${']'.repeat(9)}\n`],
  'several-documents': [`${head}---\n${head}`, `---\n${head}`],
  'yaml-syntax': [`${head}plugins: [\n`, `${head}plugins: []\n`],
  'too-large': ['x'.repeat(4_000_001), 'x'.repeat(4000)],
  'duplicate-key': [file({ inConfig: ', timeout: 1, timeout: 2' }), sound],
  'expressions-not-interpreted': [file({ row: '  expressions: {a: 1}\n' }), sound],
}

/** Raised elsewhere: with the languages of conditions; and zod's remaining kinds of issue, which no schema here has. */
const elsewhere = ['condition-syntax', 'invalid']

const codesOf = (text: string, code: string) =>
  readDocument(text, code === 'expressions-not-interpreted' ? '3.16' : '3.15').diagnostics.map(
    found => found.code,
  )

test.for(Object.entries(cases))('%s is raised and not raised', ([code, [raises, quiet]]) => {
  expect(codesOf(raises, code)).toContain(code)
  expect(codesOf(quiet, code)).not.toContain(code)
})

test('every code of a diagnostic that the sources name has a case', () => {
  const names = readdirSync(import.meta.dirname).filter(name => /^[a-z-]+\.ts$/.test(name))
  const sources = names.map(name => readFileSync(`${import.meta.dirname}/${name}`, 'utf8'))
  const named = sources.flatMap(source =>
    [...source.matchAll(/\bcode: '([a-z-]+)'/g)].map(([, code]) => code),
  )
  expect(
    [...new Set(named)].filter(code => !elsewhere.includes(code ?? '') && !((code ?? '') in cases)),
  ).toEqual([])
  expect(named.length).toBeGreaterThan(20)
})
