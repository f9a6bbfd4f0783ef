import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { checkCommand } from './check.ts'
import { compareCommand } from './compare.ts'
import { rehearseCommand } from './rehearse.ts'
import { runCommand } from './run-command.ts'

const workflow = z.object({
  jobs: z.object({ rehearse: z.object({ steps: z.array(z.object({ run: z.string().optional() })) }) }),
})
const commands = { check: checkCommand, compare: compareCommand, rehearse: rehearseCommand }

test('the commands of the example workflow run as they are written', async () => {
  const file = resolve(import.meta.dirname, '../../public/github-actions.yml')
  const { steps } = workflow.parse(parse(await readFile(file, 'utf8'))).jobs.rehearse
  const asked = steps.flatMap(({ run = '' }) =>
    [...run.matchAll(/npm run -s studio -- ([^>\n]*)/g)].map(([, args = '']) => args.trim().split(/\s+/)),
  )
  expect(asked.map(([name]) => name)).toEqual(['check', 'rehearse', 'compare'])

  const folder = await mkdtemp(join(tmpdir(), 'metering-studio-workflow-'))
  const document = documentedScenarios.find(({ id }) => id === 'tutorial')?.document ?? ''
  await mkdir(join(folder, 'gateway'))
  await writeFile(join(folder, 'before.yaml'), document)
  await writeFile(join(folder, 'gateway/kong.yaml'), document)
  await writeFile(
    join(folder, 'gateway/scenario.yaml'),
    'requests:\n  - {path: /anything, consumer: alice, repeat: 3}\n',
  )
  await writeFile(join(folder, 'gateway/expected.txt'), 'alice: 3 × kong.api_request, 0 dropped\n')
  for (const args of asked) {
    const out: string[] = []
    const streams = {
      stdin: Readable.from(['']),
      stdout: { write: (text: string | Uint8Array) => out.push(String(text)) },
      stderr: { write: (text: string) => out.push(text) },
    }
    const placed = args.map(arg => arg.replace(/^\.\./, folder))
    expect([await runCommand(commands, placed, streams), args[0]], out.join('')).toEqual([0, args[0]])
  }
  await rm(folder, { recursive: true })
})
