import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

const cli = join(import.meta.dirname, 'cli.ts')

async function run(args: readonly string[], input = '') {
  const child = spawn(process.execPath, [cli, ...args])
  child.stdin.end(input)
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code, out, err }
}

const plugin = (name: string) => `_format_version: "3.0"
plugins:
  - name: ${name}
    config:
      ingest_endpoint: https://us.api.konghq.com/v3/openmeter/events
      api_token: '\${{ env "DECK_AUTH_TOKEN" }}'
      meter_ai_token_usage: false
      queue: {max_batch_size: 100}
`
const sound = plugin('metering-and-billing')

test.for([
  [['check', '-'], sound, 0],
  [['check', '-', '--json'], sound, 0],
  [['check', '-'], sound.replace('queue', 'queu'), 1],
  [['check', 'no-such-file.yaml'], '', 2],
  [['check', '--jsn', '-'], '', 2],
  [['export', '-', '--to', 'terraform'], sound, 0],
  [['export', '-', '--to', 'terraform'], sound.replace('queue', 'queu'), 1],
  [['export', '-'], sound, 2],
  [['import', '-'], sound, 0],
  [['import', '-'], 'Dear gateway', 1],
  [['import'], '', 2],
  [['chekc'], '', 2],
] as const)('%j ends with its code', async ([args, input, expected]) => {
  const { code, out, err } = await run(args, input)
  expect(code).toBe(expected)
  if (expected === 2) expect([out, err]).toEqual(['', expect.stringMatching(/Exit codes|cannot be read/)])
})

test('one command gives what the next one takes', async () => {
  const curl = await run(['export', '-', '--to', 'admin-api'], sound)
  const deck = await run(['import', '-'], curl.out)
  const checked = await run(['check', '-', '--json'], deck.out)
  expect(JSON.parse(checked.out)).toEqual([{ file: '<stdin>', detected: null, diagnostics: [] }])
})

test('an unknown command gets a suggestion', async () => {
  expect((await run(['chekc'])).err).toContain('there is no command chekc; did you mean check?')
})

test.for(['check', 'compare', 'export', 'import', 'rehearse', 'rehearse-delivery'])(
  '%s --help documents its exit codes',
  async name => {
    const { code, out } = await run([name, '--help'])
    expect(code).toBe(0)
    expect(out).toContain('Exit codes: 0 ')
  },
)

test('a reader that goes away early is no crash', async () => {
  const rows = '- name: metering-and-billing\n'.repeat(3000)
  const child = spawn(process.execPath, [cli, 'check', '-', '--json'])
  child.stdin.end(`_format_version: "3.0"\nplugins:\n${rows}`)
  const err = text(child.stderr)
  child.stdout.once('data', () => child.stdout.destroy())
  await once(child, 'exit')
  expect(await err).not.toMatch(/EPIPE|at .*\.ts:/)
})
