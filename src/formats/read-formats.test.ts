import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tutorial } from '#plugin/examples.ts'
import { readDocument } from './document.ts'
import { formats } from './formats.ts'
import { type ImportReading, importText } from './import-text.ts'
import { mergeImport } from './merge.ts'
import { snippetText } from './snippet.ts'

const id = '2f0a0a6e-0000-4000-8000-000000000001'
const token = '${{ env "DECK_AUTH_TOKEN" }}'
const files = ({ blocks }: ImportReading) => blocks.map(({ file }) => file)
const messages = ({ notes }: ImportReading) => notes.map(({ line, message }) => `${line}: ${message}`)

describe('a curl', () => {
  const url = 'http://localhost:8001'
  test.for<[string, string, object]>([
    [
      'in form style',
      `curl -X POST ${url}/services/example-service/plugins --data "name=metering-and-billing" \\\n  --data "config.api_token=$AUTH_TOKEN" -d config.meter_api_requests=true -d 'config.subject.field=7' \\\n  -d 'config.attributes[1].source=header' -d 'config.queue.max_entries=5' -d tags[]=a --data-urlencode 'condition=a=b&c'`,
      {
        plugins: [
          {
            name: 'metering-and-billing',
            service: 'example-service',
            config: {
              api_token: token,
              meter_api_requests: true,
              subject: { field: '7' },
              attributes: [{ source: 'header' }],
              queue: { max_entries: 5 },
            },
            tags: ['a'],
            condition: 'a=b&c',
          },
        ],
      },
    ],
    [
      'with --json, which is a POST',
      `curl --json '{"name":"key-auth","service":{"id":"${id}"},"consumer":null}' '${url}/plugins'`,
      { plugins: [{ name: 'key-auth', service: id }] },
    ],
    [
      'of a PUT to an id, in a workspace',
      `curl -sXPUT ${url}/default/plugins/${id} -H 'kong-admin-token: secret' -d'{"name":"x","config":{}}'`,
      { plugins: [{ name: 'x', config: {}, id }] },
    ],
    [
      'with a variable in its URL and its body from a pipe',
      `echo '{"name":"x"}' | curl -X POST "${url}/routes/$ROUTE/plugins" -d @-`,
      { plugins: [{ name: 'x', route: '${{ env "DECK_ROUTE" }}' }] },
    ],
    [
      'of a Service',
      `curl -i -X POST ${url}/services -d name=a --data 'url=http://a/b'`,
      { services: [{ name: 'a', url: 'http://a/b' }] },
    ],
    [
      'of a Route of a Service',
      `curl -X POST ${url}/services/a/routes -d 'paths[]=/x' -d name=r`,
      { routes: [{ paths: ['/x'], name: 'r', service: { name: 'a' } }] },
    ],
    [
      'of a key of a Consumer',
      `curl -X POST ${url}/consumers/alice/key-auth -d key=alice-key`,
      { consumers: [{ username: 'alice', keyauth_credentials: [{ key: 'alice-key' }] }] },
    ],
  ])('%s', ([, text, file]) => {
    const reading = importText(text)
    expect(reading.notes).toEqual([])
    expect(files(reading)).toEqual([file])
  })

  test.for<[string, string, string]>([
    ['to another path', `curl ${url}/status`, '1: The GET to `/status` was left out'],
    [
      'without a body',
      `curl -X POST ${url}/plugins`,
      '1: The POST to `/plugins` was left out: it has no body',
    ],
    [
      'to delete',
      `curl -X DELETE ${url}/plugins/x`,
      '1: The DELETE to `/plugins/x` was left out: it sets nothing',
    ],
    [
      'with a broken body',
      `curl ${url}/plugins -d '{\n"name": x}'`,
      '2: The curl was left out: its body is not valid',
    ],
    [
      'with a body in a file',
      `curl ${url}/plugins -d @body.json`,
      '1: The curl was left out: its body is in a file',
    ],
    [
      'with a placeholder',
      `curl ${url}/services/{serviceName|Id}/plugins -d name=x`,
      '1: The URL holds a placeholder',
    ],
    ['with a command', `curl ${url}/plugins -d name=x -d "config.k=$(cat t)"`, '1: The shell would run'],
  ])('%s is noted', ([, text, message]) => {
    expect(messages(importText(text)).join('\n')).toContain(message)
  })

  test('of a PATCH and of a credential leave the other fields of the document alone', () => {
    const document = `_format_version: "3.0"\nplugins:\n- name: x\n  id: ${id}\n  config:\n    a: 1\n    b: 2\nconsumers:\n- username: alice\n  custom_id: c\n`
    const text = `curl -X PATCH ${url}/plugins/${id} -d '{"config":{"b":3}}'\ncurl ${url}/consumers/alice/key-auth -d key=k\n`
    expect(mergeImport(document, importText(text)).text).toBe(
      `${document.replace('b: 2', 'b: 3')}  keyauth_credentials:\n  - key: k\n`,
    )
  })

  test('shows no secret in its notes', () => {
    const text = `curl ${url}/x?key=spat_1 -H "Authorization: Bearer spat_1" -d '{"api_token": spat_1}'`
    expect(JSON.stringify(importText(text))).not.toContain('spat_1')
  })
})

describe('manifests', () => {
  const plugin = (fields: string, kind = 'KongPlugin') =>
    `apiVersion: configuration.konghq.com/v1\nkind: ${kind}\nmetadata:\n  name: meter\nplugin: metering-and-billing\n${fields}`
  const consumer =
    'apiVersion: configuration.konghq.com/v1\nkind: KongConsumer\nmetadata:\n  name: alice\n  annotations:\n    konghq.com/plugins: meter\nusername: Alice\ncredentials:\n- alice-key\n'
  const secret = (fields: string) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: alice-key\n${fields}`

  test('in one stream belong together', () => {
    const credential = secret(
      '  labels:\n    konghq.com/credential: key-auth\ndata:\n  key: YWxpY2Ut8J+YgA==\n',
    )
    const reading = importText(
      [plugin('config: {api_token: a}\ndisabled: true\n'), consumer, credential].join('---\n'),
    )
    expect(reading.notes).toEqual([])
    expect(files(reading)).toEqual([
      {
        plugins: [
          { name: 'metering-and-billing', consumer: 'Alice', enabled: false, config: { api_token: 'a' } },
        ],
      },
      { consumers: [{ username: 'Alice', keyauth_credentials: [{ key: 'alice-😀' }] }] },
    ])
    expect(reading.detected).toBe('Kubernetes (KIC) · 1 consumer · 1 metering plugin')
  })

  test('on a consumer and a Service run on both', () => {
    const text = `${plugin('config: {}\n')}---\n${consumer.replace(/credentials[\s\S]*/, '')}\nkubectl annotate service/web konghq.com/plugins=meter,other\n`
    const reading = importText(text)
    expect(files(reading)[0]).toEqual({
      plugins: [{ name: 'metering-and-billing', service: 'web', consumer: 'Alice', config: {} }],
    })
    expect(messages(reading)).toEqual([
      '16: The annotation names `other`, whose manifest is not in this text.',
    ])
  })

  test('take a patch from a Secret that a command makes, and say what cannot be patched', () => {
    const source = (path: string, key: string) =>
      `- path: ${path}\n  valueFrom: {secretKeyRef: {name: s, key: ${key}}}\n`
    const patches =
      source('/api_token', 'a') + source('/attributes/0/source', 'a') + source('/x', 'b') + source('/y', 'c')
    const label = 'KongClusterPlugin'
    const manifest = plugin(`config: {}\nconfigPatches:\n${patches}`, label).replace(
      '  name',
      '  labels: {global: "true"}\n  name',
    )
    const command = `kubectl create secret generic s --from-literal=a='"'"$AUTH_TOKEN"'"' --from-literal=b=bare\n`
    const reading = importText(command + manifest)
    expect(files(reading)).toEqual([
      { plugins: [{ name: 'metering-and-billing', config: { api_token: token } }] },
    ])
    expect(messages(reading).map(message => message.slice(0, 44))).toEqual(
      [
        '2: The patch of `/attributes/0/source` was le',
        '2: The patch of `/x` was left out: the Secret',
        '2: A part of the config is missing: the key `',
      ].map(message => message.slice(0, 44)),
    )
  })

  test.for<[string, string, string]>([
    ['an unknown field', plugin('config: {}\nconfg: {}\n'), '1: The field `confg` was left out'],
    ['no annotation', plugin('config: {}\n'), '1: Nothing in this text is annotated with'],
    [
      'a missing Secret',
      plugin('configFrom: {secretKeyRef: {name: s, key: k}}\n'),
      '1: A part of the config is missing',
    ],
    ['an unused Secret', secret('stringData: {a: b}\n'), '1: The Secret `alice-key` was left out'],
    ['another resource', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n', '1: The Pod `p` was left out'],
    ['another annotation', 'kubectl annotate pod p a=b', '1: This annotation was left out'],
  ])('with %s are noted', ([, text, message]) => {
    expect(messages(importText(text)).join('\n')).toContain(message)
  })
})

describe('an API answer', () => {
  test('is its entities, without what the gateway sets', () => {
    const answer = {
      data: [
        {
          id,
          name: 'metering-and-billing',
          service: { id },
          route: null,
          created_at: 1,
          tags: null,
          config: { a: null, b: 1 },
        },
        { id, name: 'a', host: 'h', protocol: 'http' },
        { id, name: 'r', paths: ['/'], service: { id } },
        { id, username: 'alice' },
        { id, key: 'k', consumer: { id } },
      ],
      offset: 'x',
    }
    const reading = importText(`HTTP/1.1 200 OK\n\n${JSON.stringify(answer, null, 2)}\n`)
    expect(reading.detected).toBe('API answer (JSON) · 1 service · 1 route · 1 consumer · 1 metering plugin')
    expect(files(reading)).toEqual([
      {
        plugins: [{ name: 'metering-and-billing', id, service: id, config: { b: 1 } }],
        services: [{ id, name: 'a', host: 'h', protocol: 'http' }],
        routes: [{ id, name: 'r', paths: ['/'], service: { id } }],
        consumers: [{ id, username: 'alice' }],
      },
    ])
    expect(reading.notes).toHaveLength(4)
  })

  test('of one plugin is it; a state file in JSON is one too', () => {
    expect(files(importText('{"name":"x","config":{}}'))).toEqual([{ plugins: [{ name: 'x', config: {} }] }])
    expect(importText('{"_format_version":"3.0","plugins":[]}').detected).toBe('decK state file')
  })

  test('that is not valid is noted with its line', () => {
    expect(messages(importText('\n{\n  "name": \n'))[0]).toMatch(/^2: This looks like JSON/)
  })
})

describe('Terraform', () => {
  const resource = (body: string) =>
    `resource "konnect_gateway_plugin_metering_and_billing" "m" {\n${body}\n}\n`

  test('has strings, here-documents, lists, objects and comments', () => {
    const body = String.raw`  /* a */ enabled = false // b
  config = { # c
    ingest_endpoint = "a\"\\\n\u00e9\U0001F600§§{x}%%{y}"
    api_token: "Bearer §{var.auth_token}", "timeout" = 1.5e3
    subject = {
      field = <<-EOT
          one
            two §§{z}
        EOT
    }
    attributes = [ { source = "header" }, ]
    queue = null
  }
  service = { id = konnect_gateway_service.web.id }`.replaceAll('§', '$')
    const service = 'resource "konnect_gateway_service" "web" {\n  name = "real web"\n}\n'
    const reading = importText(`terraform {}\n${service}${resource(body)}`)
    expect(files(reading)).toEqual([
      {
        plugins: [
          {
            name: 'metering-and-billing',
            service: 'real web',
            enabled: false,
            config: {
              ingest_endpoint: 'a"\\\né😀${x}%{y}',
              api_token: `Bearer ${token}`,
              timeout: 1500,
              subject: { field: 'one\n  two ${z}\n' },
              attributes: [{ source: 'header' }],
            },
          },
        ],
      },
    ])
    expect(reading.detected).toBe('Terraform · 1 metering plugin')
    expect(messages(reading)).toEqual([
      '2: `resource konnect_gateway_service web` was left out: only konnect_gateway_plugin_metering_and_billing is read.',
    ])
  })

  test.for<[string, string, string]>([
    [
      'an expression',
      'config = {\n  timeout = max(1, local.x)\n}',
      '3: The expression `max(1, local.x)` was left out',
    ],
    [
      'a template',
      'config = {\n  api_token = "${local.x}"\n}',
      '3: The template expression `${local.x}` stands as text',
    ],
    ['a meta-argument', 'count = 2', '2: `count` was left out'],
    ['a block', 'lifecycle {\n}', '2: The block `lifecycle` was left out'],
    [
      'an unclosed string',
      'config = {\n  a = "b\n}',
      '3: This block of Terraform was left out: a string is not closed',
    ],
    ['a scope that is no resource', 'service = { id = local.x }', '2: The service was left out'],
  ])('with %s is noted', ([, body, message]) => {
    expect(messages(importText(resource(body))).join('\n')).toContain(message)
  })
})

test('several formats in one text are read together', () => {
  const texts = formats.map(format =>
    snippetText(format.render(tutorial.plugin, { scope: { kind: 'own' }, mode: 'corrected' })),
  )
  const reading = importText(texts.join('\n\n'))
  expect(reading.detected).toBe(
    'decK state file · 1 plugin; Admin API · 1 metering plugin; Konnect API · 1 metering plugin; Kubernetes (KIC) · 1 metering plugin; Terraform · 1 metering plugin',
  )
  const { plugins } = readDocument(mergeImport('', reading).text, '3.16')
  expect(plugins).toHaveLength(1)
})

test('nothing throws, whatever is pasted', () => {
  const texts = formats.flatMap(format =>
    (['posix', 'powershell'] as const).map(shell =>
      snippetText(
        format.render(tutorial.plugin, {
          scope: { kind: 'own' },
          mode: 'corrected',
          shell,
          kicStrength: 'configPatches',
        }),
      ),
    ),
  )
  const cut = fc
    .record({ text: fc.constantFrom(...texts), from: fc.nat(400), to: fc.nat(1500) })
    .map(({ text, from, to }) => text.slice(from, to))
  const marks = fc.constantFrom(
    'curl ',
    "-d '",
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    '${',
    '<<EOF\n',
    '@"\n',
    '\n"@',
    'kind: ',
    '---\n',
    '\n',
    '`',
    '\\',
    'resource "a" "b" {\n',
    '= [',
    '/plugins ',
    '%{',
    '__proto__',
  )
  fc.assert(
    fc.property(
      fc.array(fc.oneof(cut, marks, fc.string(), fc.string({ unit: 'binary' })), { maxLength: 8 }),
      pieces => {
        expect(typeof mergeImport('', importText(pieces.join(''))).text).toBe('string')
      },
    ),
    { numRuns: 500 },
  )
})

test.for<[string, string]>([
  ['JSON of many lines', '{"a":1}\n'.repeat(50_000)],
  ['JSON that is never closed', '{"a": [\n'.repeat(50_000)],
  ['a JSON string', `{"name":"x","config":{"a":"${'x'.repeat(2_000_000)}"}}`],
  ['a JSON string that is never closed', `{"name":"${'x'.repeat(2_000_000)}`],
  [
    'a deep body',
    `curl http://a/plugins -d '{"name":"x","config":${'['.repeat(100_000)}${']'.repeat(100_000)}}'`,
  ],
  ['a deep form', `curl http://a/plugins -d name=x -d config${'.a'.repeat(50_000)}=1`],
  ['a broken body', `curl http://a/plugins -d '{"name":"x" ${' '.repeat(1_000_000)} y}'`],
  ['deep Terraform', `terraform {\n a = ${'['.repeat(100_000)}`],
  ['blank Terraform', `terraform {${'\n'.repeat(1_000_000)}}`],
  ['a long string in Terraform', `terraform {\n a = "${'x$'.repeat(500_000)}"\n}`],
  ['a PowerShell line', `$a = '${"''".repeat(500_000)}'`],
])('%s is read without throwing', ([, text]) => {
  expect(typeof importText(text)).toBe('object')
})
