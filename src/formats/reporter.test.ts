import { expect, test } from 'vitest'
import { readDocument } from './document.ts'

/** A state file with a finding for each Service. */
function stateFile(count: number, config: string, last = ''): string {
  const services = Array.from(
    { length: count },
    (_, index) => `- name: s${index}
  url: http://127.0.0.1:9000
  plugins:
  - {name: metering-and-billing, config: {${config}}}
`,
  )
  return `_format_version: "3.0"\nservices:\n${services.join('')}${last}`
}

const unverified =
  'ingest_endpoint: https://i.example/x, api_token: t, ssl_verify: false, subject: {look_up_value_in: header, field: x-tenant}'

test('more warnings than are listed leave the gateway able to run the document', () => {
  const { diagnostics, state } = readDocument(stateFile(600, unverified), '3.15')
  expect(state?.services).toHaveLength(600)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(diagnostics).toHaveLength(501)
  expect(diagnostics[0]).toMatchObject({ severity: 'hint', code: 'too-many' })
})

test('an error after more warnings than are listed is found', () => {
  const text = stateFile(600, unverified, '- {name: broken, url: http://127.0.0.1:9000, retries: many}\n')
  const { diagnostics, state } = readDocument(text, '3.15')
  expect(state).toBeUndefined()
  expect(diagnostics.find(({ severity }) => severity === 'error')?.path).toEqual(['services', 600, 'retries'])
})

test('more errors than are listed say so', () => {
  const { diagnostics } = readDocument(stateFile(600, 'queu: {}'), '3.15')
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  expect(errors).toHaveLength(501)
  expect(errors[0]).toMatchObject({ code: 'too-many', message: 'More than 500 errors; mend these first.' })
})
