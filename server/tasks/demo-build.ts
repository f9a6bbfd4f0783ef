import { copyFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '../..')

/** The folder of the built demo. */
export const demoFolder = join(root, 'dist-demo')

/** Builds the studio that needs no server. */
export async function buildDemo(): Promise<void> {
  await build({
    root,
    mode: 'demo',
    logLevel: 'error',
    build: { outDir: demoFolder, emptyOutDir: true, rolldownOptions: { checks: { bundlerTimings: false } } },
  })
  // Static hosts answer it at the addresses of the page's own routes, which are no files.
  copyFileSync(join(demoFolder, 'index.html'), join(demoFolder, '404.html'))
}
