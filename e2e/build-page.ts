import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Builds the page before the first test when it is missing or stale, as `npm start` does. */
// biome-ignore lint/style/noDefaultExport: Playwright takes the default export of its global setup
export default function buildPage(): void {
  const task = join(import.meta.dirname, '../server/tasks/build-when-stale.ts')
  const { status } = spawnSync(process.execPath, [task], { stdio: 'inherit' })
  if (status !== 0) throw new Error('The page could not be built.')
}
