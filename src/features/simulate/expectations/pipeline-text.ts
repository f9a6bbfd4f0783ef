/** Pinned runs as steps of a pipeline. */
import type { SimulatedDocument } from '../run/job.ts'
import type { Pin } from './pins.ts'

/** Names of the files that a pinned run is exported as. */
export function pinFiles({ name }: Pick<Pin, 'name'>): { scenario: string; expectations: string } {
  const base =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'rehearsal'
  return { scenario: `${base}.scenario.json`, expectations: `${base}.expect.txt` }
}

type Settings = Pick<SimulatedDocument, 'release' | 'subjectFormat'>

/** The command that checks it, in the studio's folder; the files are in `folder`. */
export function rehearseCommand(
  pin: Pick<Pin, 'name'>,
  { release, subjectFormat }: Settings,
  folder = '',
): string {
  const { scenario, expectations } = pinFiles(pin)
  const format = subjectFormat === 'plain' ? '' : ` --subject-format ${subjectFormat}`
  const files = `${folder}kong.yaml ${folder}${scenario} --expect ${folder}${expectations}`
  return `npm run -s studio -- rehearse ${files} --gateway ${release}${format}`
}

/** Steps of a GitHub workflow that check all of them, where the studio is checked out beside the files. */
export function githubSteps(pins: readonly Pick<Pin, 'name'>[], settings: Settings): string {
  const checks = pins.map(
    pin => `- run: ${rehearseCommand(pin, settings, '../')}\n  working-directory: metering-studio\n`,
  )
  return `- uses: actions/setup-node@v4
  with:
    node-version: 24
- run: npm ci
  working-directory: metering-studio
${checks.join('')}`
}
