import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isVariable,
  isVaultReference,
  resolveVariables,
  valueParts,
  variable,
  variableNames,
} from './variables.ts'

describe('variables in config values', () => {
  test.for([
    ['${{ env "DECK_AUTH_TOKEN" }}', ['AUTH_TOKEN']],
    ['${{env "DECK_AUTH_TOKEN"}}', ['AUTH_TOKEN']],
    ['https://${{ env "DECK_REGION" }}.api/${{ env "DECK_PATH" }}', ['REGION', 'PATH']],
    ['no variable', []],
    ['${{ env DECK_X }}', []],
    ['$AUTH_TOKEN', []],
  ] as const)('%s holds %j', ([value, names]) => {
    expect(variableNames(value)).toEqual(names)
  })

  test('a name is written with the prefix that decK demands', () => {
    expect(variable('AUTH_TOKEN')).toBe('${{ env "DECK_AUTH_TOKEN" }}')
    expect(isVariable(variable('AUTH_TOKEN'))).toBe(true)
    expect(isVariable(`Bearer ${variable('AUTH_TOKEN')}`)).toBe(false)
  })

  test('the parts of a value put together are the value', () => {
    const piece = fc.oneof(fc.string(), fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/).map(variable))
    fc.assert(
      fc.property(fc.array(piece), pieces => {
        const value = pieces.join('')
        const text = valueParts(value)
          .map(part => (part.kind === 'text' ? part.text : variable(part.name)))
          .join('')
        expect(text).toBe(value)
      }),
    )
  })

  test('names are found at any depth, each once', () => {
    const config = {
      api_token: variable('TOKEN'),
      attributes: [{ look_up_value_in: variable('HEADER') }, variable('TOKEN')],
    }
    expect(variableNames(config)).toEqual(['TOKEN', 'HEADER'])
  })

  test('a value resolves only when every variable in it has one', () => {
    const value = `${variable('A')}-${variable('B')}`
    expect(resolveVariables(value, name => name.toLowerCase())).toBe('a-b')
    expect(resolveVariables(value, name => (name === 'A' ? 'a' : undefined))).toBeUndefined()
  })

  test.for([
    ['{vault://env/token}', true],
    ['{vault://my-vault/path/key}', true],
    ['vault://env/token', false],
    ['{vault://env/token} x', false],
  ] as const)('%s as a vault reference: %s', ([value, expected]) => {
    expect(isVaultReference(value)).toBe(expected)
  })
})
