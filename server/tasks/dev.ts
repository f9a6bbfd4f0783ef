/** For working on the studio: Vite's dev server, and behind it the server, restarted when its files change. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { createServer } from 'vite'

const root = resolve(import.meta.dirname, '../..')
const port = process.env.METERING_STUDIO_PORT ?? '4400'

// vite.config.ts sends the API's paths here.
process.env.METERING_STUDIO_API ??= `http://127.0.0.1:${port}`

const vite = await createServer({ root })
await vite.listen()
vite.printUrls()

// The page comes from Vite's port, whichever was free, and changes things through the server's.
const pages = vite.resolvedUrls?.local.map(url => new URL(url).origin) ?? []
const server = spawn(
  process.execPath,
  ['--watch', '--watch-preserve-output', resolve(root, 'server/main.ts'), ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, METERING_STUDIO_TRUSTED_ORIGINS: pages.join(',') },
  },
)

// Ctrl-C reaches the server too, which ends in its own order; Vite has nothing to lose.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void vite.close())
server.once('exit', code => {
  void vite.close().then(() => process.exit(code ?? 0))
})
