import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { coverTemplates } from '#formats/secret-names.ts'
import { removeSecrets } from './remove-secrets.ts'

/** A secret of any kind: a token, a password with any sign in it, a word. */
const secret = fc
  .oneof(
    fc.stringMatching(/^[A-Za-z0-9]{10,40}$/).map(text => `kpat_${text}`),
    fc.stringMatching(/^[A-Za-z][A-Za-z0-9+/=._~-]{9,30}$/),
    fc.string({ unit: 'grapheme-ascii', minLength: 10, maxLength: 30 }).map(text => text.trim()),
  )
  .filter(text => text.length >= 10 && !/^(?:removed|\$|var\.|<|\*|\{vault)/.test(text))

/** Signs that end a value where it is not quoted. */
const plain = secret.filter(text => /^[A-Za-z0-9][A-Za-z0-9+/=._~-]*$/.test(text))
const json = (value: string) => JSON.stringify(value)
const yamlSingle = (value: string) => `'${value.replaceAll("'", "''")}'`

const plugin = (config: string) => `plugins:\n- name: metering-and-billing\n  config:\n    ${config}\n`
const consumer = (list: string) => `consumers:\n- username: alice\n  ${list}\n`

/** Every documented position of a secret in a state file, by what is written around it. */
const quotedPositions: Readonly<Record<string, (value: string) => string>> = {
  api_token: value => plugin(`api_token: ${json(value)}`),
  'api_token in single quotes': value => plugin(`api_token: ${yamlSingle(value)}`),
  'api_token in a flow map': value =>
    `plugins: [{name: metering-and-billing, config: {api_token: ${json(value)}}}]`,
  'api_token in JSON': value => JSON.stringify({ plugins: [{ config: { api_token: value } }] }, null, 2),
  'api_token behind an alias': value => `_x: &t ${json(value)}\n${plugin('api_token: *t')}`,
  'api_token as a block': value => plugin(`api_token: |-\n      ${value}`),
  'key-auth key': value => consumer(`keyauth_credentials:\n  - key: ${json(value)}`),
  'basic-auth password': value =>
    consumer(`basicauth_credentials:\n  - username: a\n    password: ${json(value)}`),
  'jwt secret': value => consumer(`jwt_secrets:\n  - key: iss\n    secret: ${json(value)}`),
  'hmac secret': value => consumer(`hmacauth_credentials:\n  - username: a\n    secret: ${json(value)}`),
  'oauth2 secret': value =>
    consumer(`oauth2_credentials:\n  - client_id: a\n    client_secret: ${json(value)}`),
  'a header of a plugin': value => plugin(`headers:\n      Authorization: ${json(`Bearer ${value}`)}`),
  'a list of header values': value => plugin(`headers:\n      Cookie: [${json(`a=${value}`)}]`),
  apikey: value => plugin(`headers: {apikey: ${json(value)}}`),
  'ai-proxy auth': value => plugin(`auth:\n      header_value: ${json(value)}`),
  'aws secret': value => plugin(`aws_secret_access_key: ${json(value)}`),
  'client secrets of openid-connect': value => plugin(`client_secret: [${json(value)}]`),
  'redis password': value => plugin(`redis: {password: ${json(value)}}`),
  'certificate key': value => `certificates:\n- cert: x\n  key: ${json(value)}\n`,
  'a private JWK': value => plugin(`client_jwk: [{kty: oct, k: ${json(value)}}]`),
  'a vault': value => `vaults:\n- name: hcv\n  config: {token: ${json(value)}}\n`,
  'a Kubernetes Secret': value => `kind: Secret\nstringData:\n  anything: ${json(value)}\n`,
  'the second document': value => `a: 1\n---\napi_token: ${json(value)}\n`,
  'broken YAML': value => `${plugin(`api_token: ${json(value)}`)}  ] broken: [\n`,
  Terraform: value => `resource "x" "y" {\n  api_token = ${json(value)}\n}\n`,
  'an indented key twice': value => `${plugin(`api_token: ${json(value)}\n    api_token: ${json(value)}`)}`,
}

const plainPositions: Readonly<Record<string, (value: string) => string>> = {
  unquoted: value => plugin(`api_token: ${value}`),
  'a comment': value => `# api_token: ${value}\nplugins: []\n`,
  'a comment with the whole command': value => `# curl -H "apikey: ${value}" http://localhost\nplugins: []\n`,
  'curl -H Authorization': value => `curl -i http://localhost:8000 -H 'Authorization: Bearer ${value}'`,
  'curl -H in double quotes': value => `curl -H "Authorization: ${value}" http://localhost`,
  'curl Cookie': value => `curl --header "Cookie: session=${value}; a=b" http://localhost`,
  'curl -u': value => `curl -u alice:${value} http://localhost`,
  'curl --data': value => `curl --data '{"config":{"api_token":"${value}"}}' http://localhost`,
  'escaped JSON': value => `curl --data "{\\"api_token\\":\\"${value}\\"}" http://localhost`,
  export: value => `export DECK_AUTH_TOKEN=${value}\ndeck gateway apply\n`,
  'export in quotes': value => `export DECK_AUTH_TOKEN='${value}'\n`,
  PowerShell: value => `$env:AUTH_TOKEN = '${value}'\n`,
  'a flag': value => `deck gateway apply --konnect-token ${value} -\n`,
  'a flag with =': value => `deck gateway apply --konnect-token="${value}" -\n`,
  'from-literal': value => `kubectl create secret generic x --from-literal=key=${value}\n`,
  'a query parameter': value =>
    `curl 'http://localhost/anything?apikey=${value.replaceAll(/[+/=]/g, 'x')}&b=1'`,
  'a URL password': value => `services:\n- name: a\n  url: http://bob:${value.replaceAll('/', 'x')}@host/\n`,
  'request-transformer': value => plugin(`add: {headers: ["Authorization: Bearer ${value}"]}`),
  'a private key': value =>
    plugin(
      `cert_x: |\n      -----BEGIN RSA PRIVATE KEY-----\n      ${value}\n      -----END RSA PRIVATE KEY-----`,
    ),
  'the same value in a comment': value => `# use ${value} for now\n${plugin(`api_token: ${value}`)}`,
  'the same value in another field': value => `${plugin(`api_token: ${value}\n    note: ${value}`)}`,
}

test.for(Object.entries(quotedPositions))('any secret is removed: %s', ([, write]) => {
  fc.assert(
    fc.property(secret, value => {
      const text = write(value)
      const { text: clean, removed } = removeSecrets(text)
      expect(clean).not.toContain(value)
      expect(clean).not.toContain(json(value).slice(1, -1))
      expect(removed.length).toBeGreaterThan(0)
    }),
    { numRuns: 60 },
  )
})

test.for(Object.entries(plainPositions))('a secret is removed: %s', ([, write]) => {
  fc.assert(
    fc.property(plain, value => {
      const { text, removed } = removeSecrets(write(value))
      const used = [value, value.replaceAll(/[+/=]/g, 'x'), value.replaceAll('/', 'x')]
      for (const one of used) expect(text).not.toContain(one)
      expect(removed.length).toBeGreaterThan(0)
    }),
    { numRuns: 60 },
  )
})

const harmless = `_format_version: "3.0"
# Bearer tokens and basic authentication are explained elsewhere: see key-auth.
services:
- name: example-service
  url: http://httpbin.konghq.com/anything
  routes:
  - name: example-route
    paths: [/anything]
consumers:
- username: alice
  jwt_secrets:
  - key: issuer
    algorithm: RS256
plugins:
- name: key-auth
  service: example-service
  config:
    key_names: [apikey]
    hide_credentials: true
- name: metering-and-billing
  config:
    ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
    api_token: "\${{ env "DECK_AUTH_TOKEN" }}"
    meter_ai_token_usage: true
    subject:
      look_up_value_in: header
      field: apikey
    attributes:
    - look_up_value_in: header
      field: x-token-count
      event_property_name: token
- name: http-log
  config:
    http_endpoint: "{vault://env/endpoint}"
    headers:
      Authorization: "Bearer \${{ env "DECK_LOG_TOKEN" }}"
`

test('a document without secrets stays as it is, byte for byte', () => {
  expect(removeSecrets(harmless)).toMatchObject({ text: harmless, removed: [] })
})

test('what was removed is named by its path and line, and the document stays valid', () => {
  const text = harmless
    .replace('"${{ env "DECK_AUTH_TOKEN" }}"', 'kpat_abcdef')
    .replace('  jwt_secrets:', '  keyauth_credentials:\n  - key: alice-key\n  jwt_secrets:')
    .replace('elsewhere', 'with alice-key')
  const clean = removeSecrets(text)
  expect(clean.removed).toEqual([
    { path: 'consumers[0].keyauth_credentials[0].key', line: 12 },
    { path: 'plugins[1].config.api_token', line: 25 },
  ])
  expect(clean.text).toContain('api_token: "${{ env "DECK_AUTH_TOKEN" }}"')
  expect(clean.text).toContain('key: "removed-1"')
  expect(clean.text).not.toContain('alice-key')
  expect(parseDocument(coverTemplates(clean.text)).errors).toEqual([])
  expect(removeSecrets(clean.text).removed).toEqual([])
})

test('a name is cleaned of the values that its document keeps secret', () => {
  const { clean } = removeSecrets('api_token: my-secret-value\n')
  expect(clean('Test with my-secret-value')).toBe('Test with removed-1')
  expect(clean('token kpat_123456 of Bob')).toBe('token removed-1 of Bob')
})

test('the same secret has the same mark, and a secret beside the document has one, too', () => {
  const text = '# one-secret two-secret app-secret\npassword: two-secret\nsecret: one-secret\n'
  expect(removeSecrets(text, ['app-secret']).text).toBe(
    '# removed-2 removed-1 removed-3\npassword: "removed-1"\nsecret: "removed-2"\n',
  )
})

test('text that no parser takes is searched all the same', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      expect(() => removeSecrets(text)).not.toThrow()
    }),
  )
  expect(removeSecrets(`${'['.repeat(20_000)}\napi_token: abcdefghij`).text).not.toContain('abcdefghij')
})
