import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ConditionLanguages } from '#conditions/condition.ts'
import { loadConditionLanguages } from '#conditions/languages.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import { readDocument } from './document.ts'
import { applyEdits } from './edit-document.ts'

let conditions: ConditionLanguages
beforeAll(async () => {
  const wasm = fileURLToPath(import.meta.resolve('@kong/atc-router/atc-router_bg.wasm'))
  conditions = await loadConditionLanguages(readFileSync(wasm))
})

const documentWith = (condition: string) => `_format_version: "3.0"
plugins:
  - name: key-auth
    condition: ${condition}
`
const read = (condition: string, release: GatewayRelease) =>
  readDocument(documentWith(condition), release, conditions).diagnostics.filter(
    ({ code }) => code === 'condition-syntax',
  )

describe('conditions in a document', () => {
  test.for([
    ['3.14', `'http.method == "GET"'`],
    ['3.15', `'http.method == "GET"'`],
    ['3.15', `'http.headers.x_tenant_id != null'`],
    ['3.14', `'http.headers.x_tenant_id ~ ".+"'`],
  ] as const)('%s accepts %s', ([release, condition]) => {
    expect(read(condition, release)).toEqual([])
  })

  test('a syntax error stands at its place in the text', () => {
    const [diagnostic] = read(`'http.method == "GET" && http.foo == "x"'`, '3.14')
    expect(diagnostic).toMatchObject({ path: ['plugins', 0, 'condition'], range: { line: 4 } })
    expect(
      documentWith(`'http.method == "GET" && http.foo == "x"'`).slice(
        diagnostic?.range.start,
        diagnostic?.range.end,
      ),
    ).toBe('http.foo')
  })

  test('an expression of the other language can be rewritten', () => {
    const text = documentWith(`'http.headers.x_tenant_id ~ ".+"'`)
    const [diagnostic] = readDocument(text, '3.15', conditions).diagnostics.filter(({ fix }) => fix)
    const mended = applyEdits(text, diagnostic?.fix?.edits ?? [])
    expect(mended).toContain('http.headers.x_tenant_id != null')
    expect(readDocument(mended, '3.15', conditions).diagnostics.map(({ code }) => code)).not.toContain(
      'condition-syntax',
    )
  })
})
