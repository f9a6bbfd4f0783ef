import { describe, expect, test } from 'vitest'
import { readDocument } from './document.ts'
import { applyEdits } from './edit-document.ts'

const metering = (row = '', config = '', region = 'us') => `- name: metering-and-billing
${row}  config:
    ingest_endpoint: https://${region}.api.konghq.com/v3/openmeter/events
    api_token: \${{ env "DECK_AUTH_TOKEN" }}
${config}`
const entities = `services:
- {name: a, url: "http://a"}
- {name: b, url: "http://b"}
routes:
- {name: r, paths: [/r], service: {name: a}}
- {name: s, paths: [/s], service: {name: a}}
- {name: t, paths: [/t], service: {name: b}}
consumers:
- {username: alice}
`
const head = '_format_version: "3.0"\n'
const whole = (...plugins: string[]) => `${head}${entities}plugins:\n${plugins.join('')}`
const part = (...plugins: string[]) => `${head}plugins:\n${plugins.join('')}`
const keyAuth = '- name: key-auth\n'
const aiProxy = (config: string) => `- name: ai-proxy\n  config: ${config}\n`
const on = (scope: string) => metering(`  ${scope}\n`)
const ai = metering('', '    meter_api_requests: false\n')

const found = (text: string, code: string) =>
  readDocument(text, '3.16').diagnostics.filter(diagnostic => diagnostic.code === code)

test.for<[string, { raised: string[]; quiet: string[] }]>([
  [
    'consumer-without-authentication',
    { raised: [whole(metering())], quiet: [whole(keyAuth, metering()), part(metering())] },
  ],
  [
    'ai-without-plugin',
    { raised: [whole(ai), whole(metering())], quiet: [part(ai), whole(aiProxy('{}'), ai)] },
  ],
  [
    'ai-without-statistics',
    {
      raised: [
        whole(aiProxy('{}'), ai),
        part(aiProxy('{logging: {log_statistics: false}}'), ai),
        part('- name: ai-proxy-advanced\n  config: {targets: [{logging: {log_statistics: true}}, {}]}\n', ai),
      ],
      quiet: [
        whole(aiProxy('{logging: {log_statistics: true}}'), ai),
        whole('- name: ai-proxy\n  service: b\n', on('service: a')),
        part('- name: ai-proxy-advanced\n  config: {targets: [{logging: {log_statistics: true}}]}\n', ai),
      ],
    },
  ],
  [
    'hidden-credential',
    {
      raised: [part(keyAuth, metering('', '    subject: {look_up_value_in: header, field: apikey}\n'))],
      quiet: [
        part(
          '- name: key-auth\n  config: {hide_credentials: false}\n',
          metering('', '    subject: {look_up_value_in: header, field: apikey}\n'),
        ),
      ],
    },
  ],
  [
    'shadowed-scope',
    {
      raised: [
        whole(metering(), on('service: a')),
        whole(on('service: a'), on('route: r')),
        whole(on('route: r'), on('consumer: alice')),
        part(metering(), on('service: elsewhere')),
      ],
      quiet: [
        whole(metering()),
        whole(on('service: a'), on('service: b')),
        whole(on('service: b'), on('route: r')),
        whole(metering(), metering('  service: a\n  enabled: false\n')),
        whole(metering(), metering('  service: a\n  protocols: [tcp]\n')),
      ],
    },
  ],
  [
    'empty-tags',
    { raised: [part(metering('  tags: []\n'))], quiet: [part(metering('  tags: [a]\n')), part(metering())] },
  ],
  [
    'several-regions',
    {
      raised: [part(metering(), metering('  service: a\n', '', 'eu'))],
      quiet: [part(metering(), metering('  service: a\n'))],
    },
  ],
  [
    'built-in-ingestion',
    {
      raised: [`${head}_konnect: {control_plane_name: cp}\nplugins:\n${metering()}`],
      quiet: [
        part(metering()),
        `${head}_konnect: {control_plane_name: cp}\nplugins:\n${metering().replace('us.api.konghq.com', 'a.example')}`,
      ],
    },
  ],
])('%s is raised and not raised', ([code, { raised, quiet }]) => {
  for (const text of raised) expect(found(text, code), text).not.toEqual([])
  for (const text of quiet) expect(found(text, code), text).toEqual([])
})

describe('instances that shadow one another', () => {
  test('the loser says where it loses, at its scope', () => {
    const text = whole(on('service: a'), on('route: r'))
    const [loser, ...others] = found(text, 'shadowed-scope')
    expect(others).toEqual([])
    expect(loser).toMatchObject({ severity: 'hint', path: ['plugins', 0, 'service'] })
    expect(loser?.message).toContain('on the Route `r` (line 17)')
  })

  test('an instance that loses on each of its Routes never runs', () => {
    const [loser] = found(whole(on('service: a'), on('route: r'), on('route: s')), 'shadowed-scope')
    expect(loser).toMatchObject({ severity: 'warning', path: ['plugins', 0, 'service'] })
  })

  test('a Consumer’s instance takes only her requests', () => {
    const losers = found(whole(on('route: r'), on('consumer: alice')), 'shadowed-scope')
    expect(losers).toMatchObject([{ severity: 'hint', path: ['plugins', 0, 'route'] }])
  })
})

test.for([
  ['ai-without-statistics', part(aiProxy('{logging: {}}'), ai)],
  ['empty-tags', part(metering('  tags: []\n'))],
] as const)('%s is mended by its fix', ([code, text]) => {
  const [{ fix } = {}] = found(text, code)
  expect(fix).toBeDefined()
  expect(found(applyEdits(text, fix?.edits ?? []), code)).toEqual([])
})
