/** `npm run demo`: builds the studio that needs no server, into dist-demo, and serves it; `--build-only` does not serve. */
import { copyFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build, preview } from 'vite'

const root = resolve(import.meta.dirname, '../..')
const outDir = 'dist-demo'
const port = Number(process.env.METERING_STUDIO_DEMO_PORT ?? 4410)
const buildOnly = process.argv.includes('--build-only')

await build({ root, mode: 'demo', logLevel: 'warn', build: { outDir } })
// Static hosts answer it at the addresses of the page's own routes, which are no files.
copyFileSync(join(root, outDir, 'index.html'), join(root, outDir, '404.html'))
console.log(`Built into ${join(root, outDir)}: any host of static files can serve it at the root of a name.`)

if (!buildOnly) {
  const server = await preview({ root, build: { outDir }, preview: { host: '127.0.0.1', port, proxy: {} } })
  console.log(`Demo     ${server.resolvedUrls?.local[0] ?? ''}`)
  console.log('Ctrl-C ends it.')
}
