import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { deliveryScenario } from '#metering/delivery-scenario.ts'
import { type RehearsalStep, rehearseDelivery } from '#metering/rehearse-delivery.ts'
import { rehearseDeliveryCommand } from './rehearse-delivery.ts'
import { runCommand } from './run-command.ts'

const commands = { 'rehearse-delivery': rehearseDeliveryCommand }

async function run(args: readonly string[], input = '') {
  const out: Uint8Array[] = []
  const err: string[] = []
  const code = await runCommand(commands, args, {
    stdin: Readable.from([input]),
    stdout: { write: text => out.push(Buffer.from(text)) },
    stderr: { write: text => err.push(text) },
  })
  return { code, out: Buffer.concat(out).toString(), err: err.join('') }
}

const scenario = {
  queue: { max_batch_size: 2, max_entries: 3, max_retry_time: 1 },
  entries: [0, 0, 0, 0, 2.5, 9].map(at => ({ at, bytes: 10 })),
  sink: { latency: 0.1, outages: [{ from: 0, to: 5, status: 503 }] },
}

test('the steps are printed as a JSON array', async () => {
  const steps: RehearsalStep[] = []
  rehearseDelivery(deliveryScenario.parse(scenario), step => steps.push(step))
  const { code, out } = await run(['rehearse-delivery', '-'], JSON.stringify(scenario))
  expect(code).toBe(0)
  expect(JSON.parse(out)).toEqual(steps)
  expect(new Set(steps.map(({ event }) => event))).toEqual(
    new Set(['enqueue', 'dropped', 'attempt', 'failed', 'lost', 'delivered']),
  )
})

test('a scenario without entries is an empty array', async () => {
  expect(JSON.parse((await run(['rehearse-delivery', '-'], '{"entries":[]}')).out)).toEqual([])
})

test.for([
  ['{', 'standard input: not JSON'],
  ['{"entries":[{"at":-1,"bytes":1}]}', 'standard input: entries.0.at: Too small'],
  ['{"entries":[],"queue":{"max_bytes":"1"}}', 'standard input: queue.max_bytes: Invalid input'],
] as const)('%s ends with 1 and its place', async ([input, message]) => {
  const { code, out, err } = await run(['rehearse-delivery', '-'], input)
  expect([code, out]).toEqual([1, ''])
  expect(err).toContain(message)
})

test('a file that is not there ends with 1', async () => {
  const { code, err } = await run(['rehearse-delivery', 'no-such-file.json'])
  expect(code).toBe(1)
  expect(err).toContain('no-such-file.json: cannot be read')
})

test.for([
  { args: [], message: 'metering-studio COMMAND' },
  { args: ['nonsense'], message: 'there is no command nonsense' },
  { args: ['constructor'], message: 'there is no command constructor' },
  { args: ['rehearse-delivery'], message: 'name a scenario file' },
  { args: ['rehearse-delivery', 'a', 'b'], message: 'one scenario at a time' },
  { args: ['rehearse-delivery', '--nonsense'], message: "Unknown option '--nonsense'" },
])('$args ends with 2 and the usage', async ({ args, message }) => {
  const { code, err } = await run(args)
  expect(code).toBe(2)
  expect(err).toContain(message)
  expect(err).toContain('Exit codes')
})

test.for([{ args: ['--help'] }, { args: ['rehearse-delivery', '--help'] }])(
  '$args prints help',
  async ({ args }) => {
    const { code, out } = await run(args)
    expect(code).toBe(0)
    expect(out).toContain('Exit codes')
  },
)
