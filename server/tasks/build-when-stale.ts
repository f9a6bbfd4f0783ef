/** Builds the page, or with `--demo` the demo, when it is missing or older than what it is made of; otherwise says and does nothing. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { buildDemo, demoFolder } from './demo-build.ts'

const root = resolve(import.meta.dirname, '../..')
const sources = ['index.html', 'src', 'public', 'vite.config.ts', 'package-lock.json']

/** When the newest file of a file or folder changed, in milliseconds since the epoch; 0 when there is none. */
function newest(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return 0
  if (!stats.isDirectory()) return stats.mtimeMs
  // A folder's own time tells of files that were removed.
  return readdirSync(path)
    .map(name => newest(join(path, name)))
    .reduce((latest, time) => Math.max(latest, time), stats.mtimeMs)
}

const demo = process.argv.includes('--demo')
const page = join(demo ? demoFolder : join(root, 'dist'), 'index.html')
const stale =
  !existsSync(page) || statSync(page).mtimeMs < Math.max(...sources.map(path => newest(join(root, path))))

if (stale) {
  const startedAt = performance.now()
  process.stdout.write(`Building the ${demo ? 'demo' : 'page'}… `)
  try {
    if (demo) await buildDemo()
    else await build({ root, logLevel: 'silent' })
    console.log(`done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`)
  } catch (error) {
    console.log('failed.')
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
