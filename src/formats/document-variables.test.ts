import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { variable } from '#plugin/variables.ts'
import { readDocument } from './document.ts'
import {
  documentVariables,
  nameForReference,
  renameVariable,
  replaceVariable,
  vaultReferenceFor,
  writtenForms,
} from './document-variables.ts'

const text = `_format_version: "3.0"
# \${{ env "DECK_COMMENT" }} and {vault://env/comment}
services:
- name: a
  host: "\${{ env "DECK_HOST" }}"
plugins:
- name: metering-and-billing
  config:
    ingest_endpoint: https://\${{ env "DECK_HOST" }}/v3/openmeter/events
    api_token: "\${{ env "DECK_AUTH_TOKEN" }}" # \${{ env "DECK_NOT_THIS" }}
- name: metering-and-billing
  config:
    ingest_endpoint: {vault://env/endpoint}
    api_token: '{vault://env/auth-token}'
`.replace('{vault://env/endpoint}', "'{vault://env/endpoint}'")

const listed = (document: string) =>
  documentVariables(readDocument(document, '3.16')).map(({ kind, name, uses }) => [
    kind,
    name,
    ...uses.map(({ path, whole, range }) => `${range.line} ${path.join('.')}${whole ? '' : ' in a text'}`),
  ])

describe('the variables of a document', () => {
  test('are listed once each, with every place that they stand in', () => {
    expect(listed(text)).toEqual([
      ['env', 'HOST', '5 services.0.host', '9 plugins.0.config.ingest_endpoint in a text'],
      ['env', 'AUTH_TOKEN', '10 plugins.0.config.api_token'],
      ['env', 'NOT_THIS', '10 plugins.0.config in a text'],
      ['vault', '{vault://env/endpoint}', '13 plugins.1.config.ingest_endpoint'],
      ['vault', '{vault://env/auth-token}', '14 plugins.1.config.api_token'],
    ])
  })

  test('are listed while the YAML is broken', () => {
    expect(listed(`${text}  ]`).map(([, name]) => name)).toContain('AUTH_TOKEN')
  })

  test('are renamed everywhere, and nothing else changes', () => {
    expect(renameVariable(text, 'HOST', 'KONNECT_HOST')).toBe(
      text.replaceAll('DECK_HOST', 'DECK_KONNECT_HOST'),
    )
    expect(renameVariable(text, 'OTHER', 'X')).toBe(text)
  })

  test('become vault references and back where nothing else stands in the value', () => {
    const [host] = documentVariables(readDocument(text, '3.16'))
    if (host === undefined) throw new Error('no variable')
    const changed = replaceVariable(text, host, vaultReferenceFor('HOST'))
    expect(changed).toBe(text.replace('"${{ env "DECK_HOST" }}"\nplugins', '"{vault://env/host}"\nplugins'))
  })
})

test('a renamed variable keeps every other character of any text', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(variable('A'), variable('B'), '${{ env "DECK_A" | toInt }}', '\n'),
  )
  fc.assert(
    fc.property(fc.array(piece), pieces => {
      const start = pieces.join('')
      const renamed = renameVariable(start, 'A', 'LONGER_NAME')
      expect(renameVariable(renamed, 'LONGER_NAME', 'A')).toBe(start)
    }),
  )
})

test('a name and its reference go together', () => {
  expect(vaultReferenceFor('AUTH_TOKEN')).toBe('{vault://env/auth-token}')
  expect(nameForReference('{vault://env/auth-token}')).toBe('AUTH_TOKEN')
  expect(nameForReference('{vault://aws/konnect/1-token}')).toBe('AUTH_TOKEN')
})

test('each output writes a variable in its own way', () => {
  expect(writtenForms('AUTH_TOKEN', ['AUTH_TOKEN'])).toEqual({
    deck: '${{ env "DECK_AUTH_TOKEN" }}',
    posix: '$AUTH_TOKEN',
    powershell: '$env:AUTH_TOKEN',
    terraform: 'var.auth_token',
  })
  expect(writtenForms('KONNECT_token', ['KONNECT_token']).terraform).toBe('var.konnect_token_2')
})
