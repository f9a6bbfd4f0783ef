import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { examples, tutorial } from '#plugin/examples.ts'
import { scopeKinds } from '#plugin/scope.ts'
import { applyCommand, deck } from './deck.ts'
import { formats } from './formats.ts'
import { snippetText } from './snippet.ts'

const fixtures = resolve(import.meta.dirname, 'fixtures')
const reference = resolve(import.meta.dirname, '../../../shared/reference/golden')
const isReferencePresent = existsSync(reference)

const documented = examples
  .filter(example => example.stateFiles === undefined)
  .flatMap(example =>
    scopeKinds.flatMap(kind =>
      formats.map(format => [example.id, kind, format.id, { example, format }] as const),
    ),
  )

function textsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.txt'))
    .sort()
}

function read(path: string): string {
  return readFileSync(path, 'utf8')
}

describe('docs mode is what Kong documents, byte for byte', () => {
  test('the documents have sixty snippets', () => {
    expect(documented).toHaveLength(60)
  })

  test.for(documented)('%s, %s, %s', ([id, kind, formatId, { example, format }]) => {
    const snippets = format.render(example.plugin, { scope: { kind }, mode: 'docs' })
    expect(`${snippetText(snippets)}\n`).toBe(read(`${fixtures}/${id}/${kind}.${formatId}.txt`))
  })

  test.for(tutorial.stateFiles.map(file => [file.id, file.text] as const))(
    'the tutorial: %s',
    ([id, text]) => {
      expect(`${applyCommand(text)}\n`).toBe(read(`${fixtures}/${tutorial.id}/${id}.deck-apply.txt`))
    },
  )

  test("the tutorial's plugin renders as its last block", () => {
    const scope = { kind: 'service', name: tutorial.plugin.scope.service } as const
    const snippets = deck.render(tutorial.plugin, { scope, mode: 'docs', deckForm: 'command' })
    expect(`${snippetText(snippets)}\n`).toBe(
      read(`${fixtures}/${tutorial.id}/metering-and-billing.deck-apply.txt`),
    )
  })
})

describe('against the reference folder, which is not part of the product', () => {
  test('every fixture is its text', context => {
    context.skip(!isReferencePresent, `${reference} is absent: the fixtures stand for themselves`)
    const texts = textsBelow(reference)
    expect(textsBelow(fixtures)).toEqual(texts)
    for (const name of texts) expect(read(`${fixtures}/${name}`)).toBe(read(`${reference}/${name}`))
  })

  test.for(isReferencePresent ? documented : [])(
    'blocks of %s, %s, %s',
    ([id, kind, formatId, { example, format }]) => {
      const snippets = format.render(example.plugin, { scope: { kind }, mode: 'docs' })
      const blocks = JSON.parse(read(`${reference}/${id}/${kind}.${formatId}.blocks.json`))
      const expected = blocks.map((block: Record<string, unknown>) => ({
        kind: block.kind,
        language: block.lang,
        ...(typeof block.tab === 'string' ? { tab: block.tab } : {}),
        text: block.text,
      }))
      expect(snippets).toEqual(expected)
    },
  )
})

test.for([
  ['deck', ['kong.yaml']],
  ['admin-api', ['curl']],
  ['konnect-api', ['curl']],
  ['kic', ['manifest', 'annotate Gateway API', 'annotate Ingress']],
  ['terraform', ['provider', 'resource', 'variables']],
] as const)('the blocks of %s on a Route are %j', ([formatId, blocks]) => {
  const snippets = formats
    .filter(format => format.id === formatId)
    .flatMap(format => format.render(tutorial.plugin, { scope: { kind: 'route' }, mode: 'docs' }))
  expect(snippets.map(({ kind, tab }) => (tab === undefined ? kind : `${kind} ${tab}`))).toEqual(blocks)
})
