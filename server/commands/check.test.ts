import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { examples } from '#plugin/examples.ts'
import { checkCommand } from './check.ts'
import { runCommand } from './run-command.ts'

async function run(args: readonly string[], input = '') {
  const out: string[] = []
  const err: string[] = []
  const code = await runCommand({ check: checkCommand }, ['check', ...args], {
    stdin: Readable.from([input]),
    stdout: { write: text => out.push(String(text)) },
    stderr: { write: text => err.push(text) },
  })
  return { code, out: out.join(''), err: err.join('') }
}

const sound = `_format_version: "3.0"
plugins:
  - name: key-auth
  - name: metering-and-billing
    config:
      ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
      api_token: '\${{ env "DECK_AUTH_TOKEN" }}'
      queue: {max_batch_size: 100}
`
const misspelt = sound.replace('queue:', 'queu:')

describe('text', () => {
  test('a sound file gives no line', async () => {
    expect(await run(['-'], sound)).toEqual({ code: 0, out: '', err: '<stdin>: no problems\n' })
  })

  test('a finding has its place, its reason and its fix, as compilers print theirs', async () => {
    const { code, out, err } = await run(['-'], misspelt)
    expect(code).toBe(1)
    expect(out).toContain(
      '<stdin>:8:7: error: `queu` is not a field of a plugin config. Did you mean `queue`? [unknown-field]\n' +
        '  fix: Rename to `queue`\n',
    )
    expect(err).toBe('<stdin>: 1 error\n')
  })

  test('warnings do not fail', async () => {
    const { code, out } = await run(['-'], sound.replace('queue:', 'ssl_verify: false\n      queue:'))
    expect(code).toBe(0)
    expect(out).toContain('<stdin>:8:19: warning: ')
  })

  test('a field of a later release is an error until that release', async () => {
    const text = sound.replace('queue:', 'allow_status_codes: [200-299]\n      queue:')
    expect((await run(['-'], text)).code).toBe(1)
    expect((await run(['-', '--gateway', '3.16'], text)).code).toBe(0)
  })

  test('a condition is checked in the language of its release', async () => {
    const text = sound.replace('    config:', '    condition: http.headers.x_tenant_id != null\n    config:')
    expect((await run(['-'], text)).code).toBe(0)
    expect((await run(['-', '--gateway', '3.14'], text)).code).toBe(1)
  })

  test('broken YAML is an error at its place, not an import of the rest', async () => {
    const { code, out } = await run(['-'], `${sound}oh dear\n`)
    expect(code).toBe(1)
    expect(out).toMatch(/^<stdin>:9:1: error: .* \[yaml-syntax\]/)
  })

  test('text that is no configuration is an error', async () => {
    const { code, out } = await run(['-'], 'Dear gateway,\nplease meter.\n')
    expect(code).toBe(1)
    expect(out).toContain('error: ')
  })
})

describe('other formats', () => {
  const shell = `echo '\n${misspelt.replaceAll("'", '')}' | deck gateway apply -\n`

  test('a state file in a command is checked at its lines, and its fix fits the file', async () => {
    const { code, out, err } = await run(['-', '--json'], shell)
    const [{ diagnostics }] = JSON.parse(out)
    expect(code).toBe(1)
    expect(err).toContain('<stdin>: detected as decK state file')
    expect(diagnostics).toMatchObject([{ code: 'unknown-field', range: { line: 9, column: 7 } }])
    const [{ start, end }] = diagnostics[0].fix.edits
    expect(shell.slice(start, end)).toBe('queu')
  })

  const curl = `curl http://localhost:8001/services

curl -X POST http://localhost:8001/services/a/plugins \\
  --header "Content-Type: application/json" \\
  --data '{"name": "metering-and-billing", "config": {"ingest_endpoint": "https://a.example", "queu": {}}}'
`

  test('findings stand at the command that they come from, notes at their line', async () => {
    const { code, out, err } = await run(['-', '--json'], curl)
    const [{ detected, diagnostics }] = JSON.parse(out)
    expect(code).toBe(1)
    expect(err).toContain(`<stdin>: detected as ${detected}\n`)
    const places = diagnostics.map((found: { code: string; range: { line: number } }) => [
      found.code,
      found.range.line,
    ])
    expect(places).toContainEqual(['import-note', 1])
    expect(places).toContainEqual(['unknown-field', 3])
    expect(places).toContainEqual(['missing-field', 3])
    expect(diagnostics.find((found: { fix?: object }) => found.fix)?.fix).not.toHaveProperty('edits')
  })

  test('in the order of the lines', async () => {
    const [{ diagnostics }] = JSON.parse((await run(['-', '--json'], curl)).out)
    const lines = diagnostics.map(({ range }: { range: { line: number } }) => range.line)
    expect(lines).toEqual(lines.toSorted((left: number, right: number) => left - right))
  })
})

describe('JSON', () => {
  test('has an entry for each file, each finding with its path, range, reason and fix', async () => {
    const { out } = await run(['-', '--json'], misspelt)
    expect(JSON.parse(out)).toEqual([
      {
        file: '<stdin>',
        detected: null,
        diagnostics: [
          {
            severity: 'error',
            code: 'unknown-field',
            message: '`queu` is not a field of a plugin config. Did you mean `queue`?',
            path: ['plugins', 1, 'config', 'queu'],
            range: expect.objectContaining({ line: 8, column: 7, endLine: 8, endColumn: 11 }),
            fix: { label: 'Rename to `queue`', edits: [expect.objectContaining({ text: 'queue' })] },
          },
        ],
      },
    ])
  })

  test('says which file cannot be read, and checks the others', async () => {
    const { code, out, err } = await run(['no-such-file.yaml', '-', '--json'], sound)
    expect(code).toBe(2)
    expect(err).toContain('no-such-file.yaml: cannot be read')
    expect(JSON.parse(out)).toMatchObject([
      { file: 'no-such-file.yaml', unreadable: expect.any(String) },
      { file: '<stdin>', diagnostics: [] },
    ])
  })
})

describe('coverage', () => {
  const gateway = `_format_version: "3.0"
_konnect: {control_plane_name: default}
services:
- name: paid
  url: http://127.0.0.1:9000
  routes:
  - {name: orders, paths: [/orders]}
  - {name: health, paths: [/health]}
- name: free
  url: http://127.0.0.1:9001
  routes:
  - {name: docs, paths: [/docs]}
plugins:
- name: metering-and-billing
  service: paid
  instance_name: by-tenant
  config:
    ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
    api_token: \${{ env "DECK_T" }}
    subject: {look_up_value_in: header, field: x-tenant}
- name: metering-and-billing
  route: health
  config: {ingest_endpoint: https://i.example/x, api_token: \${{ env "DECK_T" }}}
`

  test('says for each Route what is metered, by which plugin, why and at which line', async () => {
    const { code, out } = await run(['-', '--coverage'], gateway)
    expect(code).toBe(0)
    expect(out.slice(out.indexOf('<stdin>:14: '))).toBe(
      `<stdin>:14: metered, perhaps twice: Route orders of Service paid, every caller
  why: Every request with the header x-tenant. Twice, if Konnect’s built-in ingestion is on for the control plane.
  plugin: by-tenant (Service paid)
<stdin>:21: subject never found: Route health of Service paid, every caller
  why: The subject is the Consumer, and no authentication plugin runs on this Route: every event is dropped.
  plugin: Route health
  wins over: by-tenant (Service paid), line 14
<stdin>:12: not metered: Route docs of Service free, every caller
  why: No metering-and-billing plugin applies.
<stdin>: not metered: requests that match no Route
  why: No Route, so only a global plugin would meter it, and there is none.
<stdin>: coverage: 2 of 3 Routes not metered
`,
    )
  })

  test('is part of the JSON, and null while there are errors', async () => {
    const [{ coverage }] = JSON.parse((await run(['-', '--coverage', '--json'], gateway)).out)
    expect(coverage).toMatchObject({ routes: 3, free: 2 })
    expect(coverage.rows[1]).toEqual({
      verdict: 'no_subject',
      twice: false,
      service: 'paid',
      route: 'health',
      consumer: null,
      why: expect.stringContaining('no authentication plugin'),
      plugin: { id: expect.any(String), instance_name: null, scope: 'Route health', line: 21 },
      shadowed: [{ id: expect.any(String), instance_name: 'by-tenant', scope: 'Service paid', line: 14 }],
      line: 21,
    })
    const broken = await run(['-', '--coverage', '--json'], misspelt)
    expect(broken.code).toBe(1)
    expect(JSON.parse(broken.out)[0].coverage).toBeNull()
    expect((await run(['-', '--coverage'], misspelt)).out).toContain(
      '<stdin>: coverage: can be told once the file has no errors',
    )
  })

  test('has the lines of the file where it is no state file', async () => {
    const shell = `echo '\n${gateway}\n' | deck gateway apply -\n`
    const { out } = await run(['-', '--coverage'], shell)
    expect(out).toContain('<stdin>:15: metered, perhaps twice: Route orders of Service paid')
  })
})

const SECRET = `spat_${'Zx9'.repeat(20)}`
test.for([
  [
    'a token in a wrong place',
    sound.replace('queue:', `timeout: ${SECRET}\n      queue:`).replace(/'.*'/, SECRET),
  ],
  ['a token that is a number', sound.replace(/'.*'/, '1234567890123')],
  ['a token in broken YAML', sound.replace(/'.*'/, `"${SECRET}" "${SECRET}"`)],
  [
    'a token in JSON',
    `{"plugins": [{"name": "metering-and-billing", "config": {"api_token": "${SECRET}", "timeout": "${SECRET}"}}]}`,
  ],
  [
    'a key as a list',
    `_format_version: "3.0"\nconsumers:\n- username: a\n  keyauth_credentials:\n  - key: 987654321012\n`,
  ],
  ['a token in prose', `my token is ${SECRET}\n`],
  [
    'a token in a command',
    `curl -H "Authorization: Bearer ${SECRET}" http://localhost:8001/x -d '{"a": "${SECRET}"}'\n`,
  ],
] as const)('%s is not printed', async ([, text]) => {
  for (const form of [['-'], ['-', '--json'], ['-', '--coverage', '--json']]) {
    const { out, err } = await run(form, text)
    for (const secret of [SECRET.slice(0, 20), '1234567890123', '987654321012']) {
      expect(out + err).not.toContain(secret)
    }
    expect(out + err).not.toBe('')
  }
})

describe('what Kong documents', () => {
  const fixtures = resolve(import.meta.dirname, '../../src/formats/fixtures')
  const global = examples.filter(({ stateFiles }) => stateFiles === undefined).map(({ id }) => id)

  test.for(global)('%s has neither errors nor warnings', async id => {
    const { code, out } = await run([join(fixtures, id, 'global.deck.txt')])
    expect(code).toBe(0)
    expect(out).not.toMatch(/: (?:error|warning): /)
  })

  test('all of the tutorial has neither errors nor warnings', async () => {
    const { stateFiles = [] } = examples.find(({ stateFiles }) => stateFiles !== undefined) ?? {}
    const commands = stateFiles.map(({ text }) => `echo '\n${text}\n' | deck gateway apply -\n`).join('\n')
    const { code, out } = await run(['-'], commands)
    expect(stateFiles.length).toBeGreaterThan(1)
    expect(code).toBe(0)
    expect(out).not.toMatch(/: (?:error|warning): /)
  })

  test('no documented block has errors', async () => {
    const blocks = readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.txt'))
      .map(name => join(fixtures, name))
    const { code, out } = await run(blocks)
    expect(code, out).toBe(0)
  })
})

test.for([
  [[], 'name at least one file'],
  [['-', '-'], 'standard input can be read once'],
  [['-', '--jsn'], 'there is no flag --jsn; did you mean --json?'],
  [['-', '--gateway', '3.1'], '--gateway is one of 3.14, 3.15, 3.16; found 3.1'],
  [['-', '--gateway'], 'argument missing'],
] as const)('%j ends with 2', async ([args, message]) => {
  const { code, out, err } = await run(args, sound)
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(message)
})
