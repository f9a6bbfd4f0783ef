/** `npm run demo`: builds the studio that needs no server and serves it; with `--build-only` it does not serve. */
import { parseArgs } from 'node:util'
import { preview } from 'vite'
import { buildDemo, demoFolder } from './demo-build.ts'

const { values } = parseArgs({
  options: { 'build-only': { type: 'boolean' }, port: { type: 'string', default: '4410' } },
})

process.stdout.write('Building the demo… ')
await buildDemo()
console.log(`done: ${demoFolder}`)
if (values['build-only']) console.log('Any host of static files can serve it, at the root of its origin.')
else {
  const port = Number(values.port)
  // Without the proxy of vite.config.ts: nothing may reach a studio that happens to run.
  const server = await preview({
    build: { outDir: demoFolder },
    preview: { host: '127.0.0.1', port, proxy: {} },
  })
  console.log(`Demo     ${server.resolvedUrls?.local[0]}`)
  console.log('Ctrl-C ends it.')
}
