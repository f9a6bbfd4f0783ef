/** All outputs in one file. */
import { strToU8, zipSync } from 'fflate'
import { allSnippets } from '#formats/all-snippets.ts'
import { formats } from '#formats/formats.ts'
import { type RenderOptions, snippetText } from '#formats/snippet.ts'
import type { MeteringPlugin } from '#plugin/plugin.ts'

interface Archive {
  filename: string
  bytes: Uint8Array<ArrayBuffer>
}

/** A zip with one file per format, named as they are when saved alone. */
export function outputArchive(plugins: readonly MeteringPlugin[], options: RenderOptions): Archive {
  const files = formats.map(format => {
    const text = `${snippetText(allSnippets(plugins, format, options))}\n`
    return [format.filename(options), strToU8(text)] as const
  })
  const [only, ...others] = plugins
  const own = others.length === 0 ? only?.instance_name : undefined
  const name = own?.replace(/[^\w.-]+/g, '-').replace(/^[-.]+/, '')
  return { filename: `${name || 'metering-and-billing'}.zip`, bytes: zipSync(Object.fromEntries(files)) }
}
