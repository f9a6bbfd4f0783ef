import { useState } from 'react'
import type { Diagnostic, Severity } from '#formats/diagnostic.ts'
import { Button } from '#ui/button.tsx'
import { classNames } from '#ui/class-names.ts'
import { InlineCode } from '#ui/inline-code.tsx'
import { Input } from '#ui/input.tsx'
import { SeverityIcon } from '#ui/severity-icon.tsx'
import { NARROW, useMediaQuery } from '#ui/use-media-query.ts'
import { pathText } from './document-path.ts'
import styles from './problems-dock.module.css'

const severities: { severity: Severity; one: string; many: string }[] = [
  { severity: 'error', one: 'error', many: 'errors' },
  { severity: 'warning', one: 'warning', many: 'warnings' },
  { severity: 'hint', one: 'hint', many: 'hints' },
]

interface ProblemsDockProps {
  diagnostics: readonly Diagnostic[]
  /** Goes to the problem's line and field. */
  onJump: (diagnostic: Diagnostic) => void
  onFix: (diagnostic: Diagnostic) => void
}

/** Everything that is found in the document, in the order of the text, by severity and filter. */
export function ProblemsDock({ diagnostics, onJump, onFix }: ProblemsDockProps) {
  const narrow = useMediaQuery(NARROW)
  const [opened, setOpened] = useState<boolean>()
  const open = opened ?? (!narrow && diagnostics.length > 0)
  const [hidden, setHidden] = useState<readonly Severity[]>([])
  const [filter, setFilter] = useState('')
  const wanted = filter.toLowerCase()
  const shown = diagnostics.filter(
    found =>
      !hidden.includes(found.severity) &&
      `${pathText(found.path)} ${found.message} ${found.code}`.toLowerCase().includes(wanted),
  )
  return (
    <section aria-label="Problems" className={styles.dock}>
      <div className={styles.head}>
        <button type="button" className={styles.toggle} aria-expanded={open} onClick={() => setOpened(!open)}>
          Problems
        </button>
        {severities.map(({ severity, one, many }) => {
          const count = diagnostics.filter(found => found.severity === severity).length
          const on = !hidden.includes(severity)
          return (
            <button
              key={severity}
              type="button"
              className={classNames(styles.count, count > 0 && styles.some)}
              aria-pressed={on}
              aria-label={`${count} ${count === 1 ? one : many}, ${on ? 'shown' : 'hidden'}`}
              onClick={() =>
                setHidden(on ? [...hidden, severity] : hidden.filter(known => known !== severity))
              }
            >
              <SeverityIcon severity={severity} /> {count}
            </button>
          )
        })}
        {open && diagnostics.length > 0 && (
          <Input
            className={styles.filter}
            aria-label="Filter problems"
            placeholder="Filter"
            value={filter}
            onChange={event => setFilter(event.target.value)}
          />
        )}
      </div>
      {open && <Rows all={diagnostics.length} shown={shown} onJump={onJump} onFix={onFix} />}
    </section>
  )
}

/** More rows than this help nobody; the counts tell the rest. */
const ROW_LIMIT = 200

interface RowsProps {
  all: number
  shown: readonly Diagnostic[]
  onJump: (diagnostic: Diagnostic) => void
  onFix: (diagnostic: Diagnostic) => void
}

function Rows({ all, shown, onJump, onFix }: RowsProps) {
  if (all === 0) return <p className={styles.none}>✓ No problems found.</p>
  if (shown.length === 0)
    return <p className={styles.none}>No problem is shown: {all} hidden by the severities or the filter.</p>
  return (
    <ul className={styles.rows}>
      {shown.slice(0, ROW_LIMIT).map(found => (
        <Row
          key={`${found.code} ${found.range.start} ${found.message}`}
          found={found}
          onJump={onJump}
          onFix={onFix}
        />
      ))}
      {shown.length > ROW_LIMIT && <li className={styles.none}>… and {shown.length - ROW_LIMIT} more</li>}
    </ul>
  )
}

interface RowProps {
  found: Diagnostic
  onJump: (diagnostic: Diagnostic) => void
  onFix: (diagnostic: Diagnostic) => void
}

function Row({ found, onJump, onFix }: RowProps) {
  const { severity, range, message, path, why, fix } = found
  const place = pathText(path)
  const word = severity[0]?.toUpperCase() + severity.slice(1)
  return (
    <li className={styles.row}>
      <button type="button" className={styles.jump} title={why} onClick={() => onJump(found)}>
        <SeverityIcon severity={severity} />
        <span className="visually-hidden">{word}, line </span>
        <span className={styles.line}>
          {range.line}:{range.column}
        </span>
        {place !== '' && (
          <>
            <span className="visually-hidden">, </span>
            <code className={styles.path}>{place}</code>
          </>
        )}
        <span className="visually-hidden">: </span>
        <span className={styles.message}>
          <InlineCode text={message} />
        </span>
      </button>
      {fix && (
        <Button size="small" onClick={() => onFix(found)}>
          <InlineCode text={fix.label} />
        </Button>
      )}
    </li>
  )
}
