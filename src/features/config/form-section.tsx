import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DocumentPath } from '#entities/gateway-state.ts'
import { Badge, type Tone } from '#ui/badge.tsx'
import { isBelow } from './document-path.ts'
import styles from './form-section.module.css'
import { usePluginForm } from './use-reading.ts'

interface FormSectionProps {
  title: string
  /** What stands in it, to count its problems. */
  paths: readonly DocumentPath[]
  /** Beside the title: a summary of what is set. */
  summary?: string | undefined
  open?: boolean
  children: ReactNode
}

const signs: { severity: 'error' | 'warning' | 'hint'; tone: Tone; glyph: string }[] = [
  { severity: 'error', tone: 'danger', glyph: '✕' },
  { severity: 'warning', tone: 'warn', glyph: '⚠' },
]

/** A part of the form that opens and closes; closed, it still says how many problems are in it. */
export function FormSection({ title, paths, summary, open = true, children }: FormSectionProps) {
  const form = usePluginForm()
  const inside = form.diagnostics.filter(found =>
    paths.some(path => isBelow(found.path, [...form.path, ...path])),
  )
  return (
    <details className={styles.section} open={open}>
      <summary className={styles.summary}>
        <ChevronRight aria-hidden="true" className={styles.chevron} />
        <h3 className={styles.title}>{title}</h3>
        {summary !== undefined && <span className={styles.note}>{summary}</span>}
        {signs.map(({ severity, tone, glyph }) => {
          const count = inside.filter(found => found.severity === severity).length
          if (count === 0) return null
          return (
            <Badge key={severity} tone={tone} glyph={glyph}>
              {count} {severity}
              {count > 1 && 's'}
            </Badge>
          )
        })}
      </summary>
      <div className={styles.fields}>{children}</div>
    </details>
  )
}
