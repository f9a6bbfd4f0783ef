/** A rehearsal of a million generated requests: router, plugins, meter and queue on virtual time, on one core. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { type Bench, type Measurement, measurement, median } from './bench.ts'

const ROUNDS = 5
const script = resolve(import.meta.dirname, 'rehearsal-process.ts')

interface Round {
  requests: number
  seconds: number
  /** On all cores: what the run costs where other programs want them, too. */
  processorSeconds: number
  megabytes: number
}

async function run(say: (line: string) => void): Promise<Measurement[]> {
  const rounds: Round[] = []
  for (let round = 1; round <= ROUNDS; round += 1) {
    rounds.push(await rehearse())
    say(`round ${round} of ${ROUNDS}`)
  }
  return [
    measurement('rehearsal-requests', [rounds[0]?.requests ?? 0, 'requests']),
    measurement('rehearsal', [median(rounds.map(({ seconds }) => seconds)), 's'], { atMost: 5 }),
    measurement('rehearsal-processor', [median(rounds.map(({ processorSeconds }) => processorSeconds)), 's']),
    measurement('rehearsal-memory', [Math.max(...rounds.map(({ megabytes }) => megabytes)), 'MB'], {
      atMost: 500,
    }),
  ]
}

async function rehearse(): Promise<Round> {
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  if (typeof message !== 'object') throw new Error('the rehearsal ended before it was played')
  return message
}

export const rehearsalBench: Bench = {
  name: 'rehearsal',
  about: "1,000,000 generated requests with an hour's outage of the ingest endpoint, on virtual time",
  run,
}
