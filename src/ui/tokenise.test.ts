import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Language, tokenise } from './tokenise.ts'

const languages: Language[] = ['yaml', 'json', 'shell', 'hcl', 'text']

test.for(languages)('%s tokens join to exactly their text', language => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab:- \n"\'#$={}|12.\\') }), text => {
      expect(
        tokenise(text, language)
          .map(token => token.text)
          .join(''),
      ).toBe(text)
    }),
  )
})

test.for([
  ['yaml', '  api_token: "${{ env "DECK_AUTH_TOKEN" }}"', 'key', 'api_token'],
  ['yaml', '- name: x # why', 'comment', '# why'],
  ['json', '{"a": "b"}', 'key', '"a"'],
  ['shell', 'curl -X POST $URL', 'variable', '$URL'],
  ['hcl', 'resource "konnect" "x" {', 'keyword', 'resource'],
] as const)('in %s, %s has a %s', ([language, text, kind, expected]) => {
  expect(tokenise(text, language)).toContainEqual({ kind, text: expected })
})
