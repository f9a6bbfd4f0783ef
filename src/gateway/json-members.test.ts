import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createJsonMembers } from './json-members.ts'

function membersOf(pieces: readonly string[]) {
  const members = createJsonMembers(new Set(['model', 'usage']))
  for (const piece of pieces) members.read(piece)
  return { model: members.get('model'), usage: members.get('usage') }
}

test.for<[string, unknown, unknown]>([
  ['{"model":"gpt-4o","usage":{"prompt_tokens":1}}', 'gpt-4o', { prompt_tokens: 1 }],
  ['{ "usage" : { "a" : [1, {"b": "}"}] } , "x": 1 }', undefined, { a: [1, { b: '}' }] }],
  ['{"choices":[{"usage":1,"model":"inner"}],"model":"outer"}', 'outer', undefined],
  ['{"text":"\\",\\"model\\":\\"no","model":"yes"}', 'yes', undefined],
  ['{"model":"first","model":"last"}', 'last', undefined],
  ['{"\\u006dodel":"escaped"}', 'escaped', undefined],
  ['[{"model":"in a list"}]', undefined, undefined],
  ['{"model":"cut', undefined, undefined],
  [`{"model":"${'x'.repeat(70_000)}","usage":2}`, undefined, 2],
  ['<html>', undefined, undefined],
])('%s', ([text, model, usage]) => {
  expect(membersOf([text])).toEqual({ model, usage })
})

test('wherever the text is cut, the members are those that JSON.parse reads', () => {
  const object = fc.dictionary(fc.oneof(fc.constantFrom('model', 'usage'), fc.string()), fc.jsonValue())
  fc.assert(
    fc.property(object, fc.array(fc.nat({ max: 200 })), fc.constantFrom(0, 2), (value, cuts, spaces) => {
      const text = JSON.stringify(value, null, spaces)
      const kept = JSON.parse(text) as Record<string, unknown>
      const member = (name: string) => (Object.hasOwn(kept, name) ? kept[name] : undefined)
      expect(membersOf(piecesOf(text, cuts))).toEqual({ model: member('model'), usage: member('usage') })
    }),
  )
})

function piecesOf(text: string, cuts: readonly number[]): string[] {
  const places = [0, ...cuts.map(cut => cut % (text.length + 1)).sort((a, b) => a - b), text.length]
  return places.slice(1).map((end, index) => text.slice(places[index], end))
}
