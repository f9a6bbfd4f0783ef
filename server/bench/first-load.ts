/** What a browser must load before the Config page is there: by Vite's manifest, so that no run differs from another. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { z } from 'zod'

const manifestSchema = z.record(
  z.string(),
  z.object({ file: z.string(), imports: z.array(z.string()).default([]) }),
)

/** The page's folder, as `npm run build` leaves it. */
export const builtPage = resolve(import.meta.dirname, '../../dist')
/** The promise: gzipped bytes of JavaScript, without Monaco. */
export const FIRST_LOAD_LIMIT = 220_000

/** The entry and the Config page, which it imports at once. Monaco is imported by the source editor when it is shown. */
const roots = ['index.html', 'src/features/config/config-page.tsx']

export interface LoadedScript {
  file: string
  gzipBytes: number
}

/** The scripts of the first load with all that they import, the largest first. Throws when the page was not built. */
export function firstLoad(folder: string): LoadedScript[] {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')))
  const files = new Set<string>()
  const add = (name: string): void => {
    const chunk = manifest[name]
    if (chunk === undefined)
      throw new Error(`The build has no ${name}; it has ${Object.keys(manifest).join(', ')}`)
    if (files.has(chunk.file)) return
    files.add(chunk.file)
    chunk.imports.forEach(add)
  }
  roots.forEach(add)
  return [...files]
    .map(file => ({ file, gzipBytes: gzipSync(readFileSync(join(folder, file))).byteLength }))
    .sort((left, right) => right.gzipBytes - left.gzipBytes)
}
