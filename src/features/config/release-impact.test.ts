import { expect, test } from 'vitest'
import { releaseImpact } from './release-impact.ts'

const row = (config: string) => `- name: metering-and-billing
  config:
    ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
    api_token: \${{ env "DECK_AUTH_TOKEN" }}
${config}`

const file = (...rows: string[]) => `_format_version: "3.0"\nplugins:\n${rows.join('')}`

test('names the field, its line and its plugin for what an older release refuses', () => {
  const text = file(row(''), row('    allow_status_codes: ["200-299"]\n'))
  expect(releaseImpact(text, { from: '3.16', to: '3.15' })).toEqual({
    breaks: [
      {
        message: 'config.allow_status_codes exists from 3.16 on; 3.15 refuses the config',
        line: 11,
        plugin: 'Plugin 2, global',
      },
    ],
    enables: [],
    unread: [],
  })
})

test('says what a newer release enables once for all plugins', () => {
  const { breaks, enables } = releaseImpact(file(row(''), row('')), { from: '3.15', to: '3.16' })
  expect(breaks).toEqual([])
  expect(enables).toHaveLength(3)
})

test('a condition of one language breaks in the other', () => {
  const text = file(row('  condition: request.method == "GET"\n'))
  const { breaks } = releaseImpact(text, { from: '3.15', to: '3.14' })
  expect(breaks).toMatchObject([{ line: 7, plugin: undefined }])
  expect(releaseImpact(text, { from: '3.15', to: '3.16' }).breaks).toEqual([])
})

test('owns up to plugins and documents that cannot be read', () => {
  const broken = row('    timeout: soon\n')
  expect(releaseImpact(file(broken), { from: '3.15', to: '3.16' }).unread).toEqual(['Plugin 1, global'])
  expect(releaseImpact('plugins: [', { from: '3.15', to: '3.16' }).unread).toEqual(['the document'])
  expect(releaseImpact('', { from: '3.15', to: '3.16' }).unread).toEqual([])
})
