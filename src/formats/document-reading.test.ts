import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDocument } from './document.ts'

const service = (index: number) => `  - name: service-${index}
    url: http://upstream-${index}
    routes:
      - name: route-${index}
        paths: ["/${index}"]
    plugins:
      - name: metering-and-billing
        config:
          ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
          api_token: "\${{ env "DECK_TOKEN_${index}" }}"
          subject: {look_up_value_in: consumer}
`
const large = `_format_version: "3.0"\nservices:\n${Array.from({ length: 40 }, (_, index) => service(index)).join('')}`

const words = [
  'name',
  'url',
  'paths',
  'config',
  'consumer',
  'service-1',
  '"/2"',
  'DECK_',
  'subject',
  '    plugins:\n',
]
const written = ['', 'x', 'header', '7', '[]', 'timeout: 1', 'route-3', '"', ': ', '\n']
const change = fc.record({
  at: fc.nat({ max: 100_000 }),
  word: fc.constantFrom(...words),
  to: fc.constantFrom(...written),
})

test('what is kept of a large document changes nothing of what is read after an edit', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), changes => {
      let text = large
      for (const { at, word, to } of changes) {
        const found = text.indexOf(word, at % text.length)
        if (found !== -1) text = text.slice(0, found) + to + text.slice(found + word.length)
        const kept = readDocument(text, '3.16')
        // With the end of the document marked, a text is read as a whole and nothing of it is kept.
        const whole = readDocument(`${text}...\n`, '3.16')
        expect(kept.diagnostics).toEqual(whole.diagnostics)
        expect(kept.plugins).toEqual(whole.plugins)
        expect(kept.state).toEqual(whole.state)
        expect(kept.value).toEqual(whole.value)
      }
    }),
    { numRuns: 10 },
  )
}, 30_000)
