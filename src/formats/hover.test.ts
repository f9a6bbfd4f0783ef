import { expect, test } from 'vitest'
import { readDocument } from './document.ts'
import { hoverAt } from './hover.ts'

const text = `_format_version: "3.0"
plugins:
- name: key-auth
  config:
    key_names: [apikey]
- name: metering-and-billing
  condition: request.method == "GET"
  config:
    ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
    api_token: \${{ env "AUTH_TOKEN" }}
    queue:
      max_batch_size: 1
    unheard_of: 1
`

const hover = (at: string) => hoverAt(readDocument(text, '3.16'), text.indexOf(at) + 1, '3.16')

test.for([
  ['max_batch_size', 'config.queue.max_batch_size', 'integer, default 1, from 1 to 1000000'],
  ['https', 'config.ingest_endpoint', 'string, required'],
  ['condition', 'condition', 'string, at most 1024 characters'],
  ['queue:', 'config.queue', 'object'],
] as const)('tells about %s', ([at, field, detail]) => {
  expect(hover(at)).toMatchObject({ field, detail })
})

test('gives the reason of what is found there', () => {
  expect(hover('env "AUTH')?.reasons.join()).toContain('decK refuses to render')
})

test.for(['_format_version', 'apikey', 'unheard_of'] as const)('has nothing about %s', at => {
  expect(hover(at)).toBeUndefined()
})
