import { useEffect, useState } from 'react'
import { omissions } from '#formats/omissions.ts'
import type { FormatId, RenderOptions } from '#formats/snippet.ts'
import type { MeteringPlugin } from '#plugin/plugin.ts'
import { InlineCode } from '#ui/inline-code.tsx'
import { SeverityIcon } from '#ui/severity-icon.tsx'
import { pathText } from './document-path.ts'
import styles from './output-fidelity.module.css'

interface OutputFidelityProps {
  plugins: readonly MeteringPlugin[]
  format: FormatId
  options: RenderOptions
}

/** How long nothing must change before the output is read back, in milliseconds. */
const PAUSE = 250

/** Whether the output comes back as the same config, found out by importing it; undefined while that is unknown. */
function useReimports({ plugins, format, options }: OutputFidelityProps): boolean | undefined {
  const key = JSON.stringify([plugins, format, options])
  const [found, setFound] = useState<{ key: string; same: boolean }>()
  useEffect(() => {
    let current = true
    const timer = setTimeout(async () => {
      const { reimports } = await import('#formats/round-trip.ts')
      const [own, id, chosen] = JSON.parse(key) as [MeteringPlugin[], FormatId, RenderOptions]
      if (current) setFound({ key, same: reimports(own, id, chosen) })
    }, PAUSE)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [key])
  return found?.key === key ? found.same : undefined
}

/** Under an output: whether it re-imports to the same config, and what its format cannot carry. */
export function OutputFidelity(props: OutputFidelityProps) {
  const same = useReimports(props)
  const omitted = omittedOf(props)
  return (
    <section aria-label="What the output carries" className={styles.fidelity}>
      <Verdict same={same} partly={omitted.length > 0} docs={props.options.mode === 'docs'} />
      {omitted.length > 0 && (
        <ul className={styles.omissions}>
          {omitted.map(({ place, why }) => (
            <li key={place}>
              <SeverityIcon severity="warning" />
              <span>
                <code>{place}</code> is left out. <InlineCode text={why} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** What the format leaves out, each field once, of however many instances. */
function omittedOf({ plugins, format }: OutputFidelityProps): { place: string; why: string }[] {
  const all = plugins.flatMap(plugin => omissions(plugin, format))
  return [...new Map(all.map(({ path, why }) => [pathText(path), why]))].map(([place, why]) => ({
    place,
    why,
  }))
}

interface VerdictProps {
  same: boolean | undefined
  /** The format leaves something out, which does not count as a difference. */
  partly: boolean
  docs: boolean
}

function Verdict({ same, partly, docs }: VerdictProps) {
  if (same === undefined) return <span>Reading the output back…</span>
  if (same)
    return (
      <span className={styles.same}>
        ✓ Re-imports to the same config{partly && ', but for what is left out'}
      </span>
    )
  return (
    <span className={styles.different}>
      ✕ Does not re-import to the same config
      {docs && ": Kong's documents write it in a way that changes values. The corrected mode keeps them"}
    </span>
  )
}
