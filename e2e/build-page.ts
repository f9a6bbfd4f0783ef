import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Builds the page and the demo before the first test when they are missing or stale, as `npm start` does. */
// biome-ignore lint/style/noDefaultExport: Playwright takes the default export of its global setup
export default function buildPage(): void {
  const task = join(import.meta.dirname, '../server/tasks/build-when-stale.ts')
  for (const flags of [[], ['--demo']]) {
    const { status } = spawnSync(process.execPath, [task, ...flags], { stdio: 'inherit' })
    if (status !== 0) throw new Error('The page could not be built.')
  }
}
