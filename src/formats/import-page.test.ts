/** What is pasted out of a web page: indentation, no-break spaces, prose, other line breaks. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { consumer, indentedPrerequisites as indented, keyAuth, metering } from '#testing/tutorial-blocks.ts'
import { readDocument } from './document.ts'
import { importText } from './import-text.ts'
import { mergeImport } from './merge.ts'

const blocks = [indented, consumer, keyAuth, metering]
const prose =
  '\n  1. Run the following command:\n\n     Kong Gateway Ready\n\nYou need the services: all of them.\n\n'

/** Adds texts to a document, one after the other, and expects the whole tutorial in it. */
function expectTutorial(texts: string[]): void {
  const text = texts.reduce((document, pasted) => mergeImport(document, importText(pasted)).text, '')
  const { diagnostics, state, plugins } = readDocument(text, '3.14')
  expect(diagnostics.filter(({ severity }) => severity !== 'hint')).toEqual([])
  expect(text.startsWith('_format_version: "3.0"\nservices:\n  - name: example-service\n')).toBe(true)
  expect(state?.services.map(({ name }) => name)).toEqual(['example-service'])
  expect(state?.routes.map(({ name, protocols }) => [name, protocols])).toEqual([
    ['example-route', ['http', 'https']],
  ])
  expect(state?.consumers.map(({ username }) => username)).toEqual(['alice'])
  expect(state?.plugins.map(({ name }) => name)).toEqual(['key-auth', 'metering-and-billing'])
  expect(plugins[0]?.plugin?.config.api_token).toBe('${{ env "DECK_AUTH_TOKEN" }}')
}

const allIndented = blocks.map(block => block.replace(/^(?=.)/gm, '      '))
const spaced = (text: string) => text.replaceAll(' ', '\u00a0')

describe("the tutorial's blocks, its first one indented", () => {
  test.for<[string, (text: string) => string]>([
    ['with LF', text => text],
    ['with CRLF', text => text.replaceAll('\n', '\r\n')],
    ['with CR', text => text.replaceAll('\n', '\r')],
    ['with a byte order mark', text => `\ufeff${text}`],
    ['with no-break spaces', spaced],
    ['with no-break spaces in the indentation', text => text.replace(/^ +/gm, spaced)],
    ['with no-break spaces and CRLF', text => spaced(text).replaceAll('\n', '\r\n')],
  ])('%s', ([, as]) => {
    expectTutorial(blocks.map(as))
    expectTutorial([as(blocks.join(''))])
    expectTutorial([as(blocks.join('\n'))])
    expectTutorial([as(prose + blocks.join(prose) + prose)])
    expectTutorial([as(allIndented.join(prose))])
    for (const block of blocks) expect(importText(as(block)).notes).toEqual([])
  })
})

const service = { services: [{ name: 'a', url: 'http://a' }] }
const file = 'services:\n- name: a\n  url: http://a\n'
const shifted = (text: string, by = '    ') => text.replace(/^(?=.)/gm, by)

test.for<[string, string]>([
  ['a state file', shifted(file)],
  ['a state file with tabs before its spaces', shifted(file, '\t')],
  ['a state file in a list', `- Apply this:\n\n${shifted(file, '  ')}\nThen go on.\n`],
  ['a fenced state file', shifted(`\`\`\`yaml\n${file}\`\`\`\n`)],
  ['a here-document', shifted(`deck gateway apply - <<EOF\n${file}EOF\n`)],
  ['a prompt', shifted(`$ echo '\n${file}' | deck gateway apply -\n`)],
  ['content that is indented more than its command', `echo '\n${shifted(file)}' | deck gateway apply -`],
  ['content that is indented less than its command', `  echo '\n${file}' | deck gateway apply -`],
])('%s is read with its indentation', ([, text]) => {
  const { blocks: read } = importText(text)
  expect(read.map(block => [block.file, block.text])).toEqual([[service, file]])
})

test('a section below a key that is unknown is no state file', () => {
  expect(importText(`values:\n  services:\n  - name: a\n`).blocks).toEqual([])
})

test('an indented stream names the lines of its documents', () => {
  const text = `x\n\n    echo '\n    services:\n    - name: a\n    ---\n    services: [\n    ' | deck gateway apply -`
  const { blocks: read, notes } = importText(text)
  expect(read.map(block => block.file)).toEqual([{ services: [{ name: 'a' }] }])
  expect(notes.map(({ line }) => line > 6 || line === 1)).toEqual([true, true])
})

test('a no-break space in quotes stays', () => {
  expect(importText('services:\n- name: "a\u00a0b"\n').blocks[0]?.file).toEqual({
    services: [{ name: 'a\u00a0b' }],
  })
})

test('prose that is left out is one note for all of its lines', () => {
  const page = `One\n\nTwo\n# Three\n\n  Four\n\n${consumer}\nFive\n`
  expect(importText(page).notes).toEqual([
    { line: 1, message: 'Lines 1 to 6 were left out, not being configuration.' },
    { line: 16, message: 'This line was left out, not being configuration: "Five"' },
  ])
})

const seeds = join(import.meta.dirname, '../../../shared/reference/seeds')
const seed = existsSync(seeds) ? readdirSync(seeds).find(name => name.startsWith('004')) : undefined

test('the whole page is read', ({ skip }) => {
  if (seed === undefined) return skip('the page is not on this machine')
  const page = readFileSync(join(seeds, seed), 'utf8')
  expectTutorial([page])
  expectTutorial([page.replaceAll('\n', '\r\n')])
  expect(importText(page).notes.length).toBeLessThan(20)
  return undefined
})

test('nothing throws, however it is indented', () => {
  const space = fc.constantFrom('    ', '\t', '\u00a0', '\r', '\r\n', '\n', '\ufeff', '\u2003')
  const text = fc.constantFrom(...blocks, 'services:\n', '---\n', 'x:', 'echo', "'", '"', '<<EOF\n', 'EOF\n')
  fc.assert(
    fc.property(fc.array(fc.oneof(space, text)), pieces => {
      expect(typeof mergeImport('', importText(pieces.join(''))).text).toBe('string')
    }),
  )
})
