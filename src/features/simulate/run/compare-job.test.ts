import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadConditionLanguages } from '#conditions/languages.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import { documentedScenarios } from '#rehearsal/documented-scenarios.ts'
import { scenario } from '#rehearsal/scenario.ts'
import { compareJob } from './compare-job.ts'
import type { SimulatedDocument } from './job.ts'

/** Kong's engine of conditions is one per thread. */
const languages = loadConditionLanguages(
  await readFile(fileURLToPath(import.meta.resolve('@kong/atc-router/atc-router_bg.wasm'))),
)
const loadConditions = async () => languages

const { document: tutorial = '', scenario: three } =
  documentedScenarios.find(({ id }) => id === 'tutorial') ?? {}

function on(release: GatewayRelease, condition?: string): SimulatedDocument {
  const text =
    condition === undefined
      ? tutorial
      : tutorial.replace(
          '  - name: metering-and-billing\n',
          `  - name: metering-and-billing\n    condition: '${condition}'\n`,
        )
  return { text, release, subjectFormat: 'plain', applications: [] }
}

const compared = (a: SimulatedDocument, b: SimulatedDocument) =>
  compareJob({ a, b, traffic: { kind: 'scenario', scenario: scenario.parse(three) } }, loadConditions)

describe('a condition', () => {
  test('that says the same in both languages makes no difference', async () => {
    const condition = 'http.method == "GET"'
    const outcome = await compared(on('3.14', condition), on('3.15', condition))
    expect(outcome).toMatchObject({
      comparison: { changed: 0, a: { gateway: '3.14' }, b: { gateway: '3.15' } },
    })
  })

  test('of the one language is an error of the side that has the other', async () => {
    const condition = 'http.method == "GET" && http.path ^= "/anything"'
    expect(await compared(on('3.14', condition), on('3.15', condition))).toMatchObject({
      kind: 'unplayable',
      side: 'b',
      what: 'document',
    })
  })

  test('that leaves requests out is told request by request', async () => {
    const outcome = await compared(on('3.15'), on('3.15', 'http.method == "POST"'))
    expect(outcome).toMatchObject({
      comparison: {
        changed: 3,
        decisions: [{ from: 'emitted', to: 'no_plugin', requests: 3 }],
        subjects: [{ subject: 'alice', a: 3, b: 0 }],
      },
    })
  })
})

test('an ended comparison throws its AbortError', async () => {
  const signal = AbortSignal.abort()
  const traffic = { kind: 'scenario', scenario: scenario.parse(three) } as const
  const job = { a: on('3.15'), b: on('3.15'), traffic }
  await expect(compareJob(job, loadConditions, { signal })).rejects.toThrow('aborted')
})
