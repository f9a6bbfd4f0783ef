import { type ReactNode, useMemo, useState } from 'react'
import { Button } from '#ui/button.tsx'
import { classNames } from '#ui/class-names.ts'
import styles from './diff-table.module.css'
import { type DiffLine, diffParts, sideBySide } from './line-diff.ts'

/** More lines than this are shown on demand. */
const MANY_LINES = 2000

const signs = { same: ' ', removed: '−', added: '+' }
const spoken = { same: '', removed: 'Removed: ', added: 'Added: ' }

interface DiffTableProps {
  lines: readonly DiffLine[]
  view: 'unified' | 'split'
  /** "Changes since Before". */
  caption: string
}

/** A difference as a table: line numbers, a sign that is text, and the line. */
export function DiffTable({ lines, view, caption }: DiffTableProps) {
  const [limit, setLimit] = useState(MANY_LINES)
  const parts = useMemo(() => diffParts(lines.slice(0, limit)), [lines, limit])
  const [opened, setOpened] = useState<ReadonlySet<DiffLine>>(new Set())
  const columns = view === 'unified' ? 3 : 4
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className={styles.scroll} aria-label={caption} tabIndex={0}>
      <table className={classNames(styles.table, styles[view])}>
        <caption className="visually-hidden">{caption}</caption>
        <Head view={view} />
        <tbody>
          {parts.map((part, index) => {
            const first = part.lines[0]
            if (part.kind === 'lines' || (first !== undefined && opened.has(first)))
              return <Lines key={keyOf(first, index)} lines={part.lines} view={view} />
            return (
              <Gap
                key={keyOf(first, index)}
                columns={columns}
                count={part.lines.length}
                onShow={() => first !== undefined && setOpened(new Set(opened).add(first))}
              />
            )
          })}
        </tbody>
      </table>
      {lines.length > limit && (
        <Button size="small" className={styles.more} onClick={() => setLimit(limit + MANY_LINES)}>
          Show {Math.min(MANY_LINES, lines.length - limit)} more lines
        </Button>
      )}
    </section>
  )
}

function keyOf(line: DiffLine | undefined, index: number): string {
  return line === undefined ? String(index) : `${line.before}-${line.now}`
}

function Head({ view }: { view: DiffTableProps['view'] }) {
  return (
    <thead>
      {view === 'unified' ? (
        <tr>
          <th scope="col">Before</th>
          <th scope="col">Now</th>
          <th scope="col">Line</th>
        </tr>
      ) : (
        <tr>
          <th scope="col">No.</th>
          <th scope="col">Before</th>
          <th scope="col">No.</th>
          <th scope="col">Now</th>
        </tr>
      )}
    </thead>
  )
}

function Lines({ lines, view }: { lines: readonly DiffLine[]; view: DiffTableProps['view'] }): ReactNode {
  if (view === 'unified')
    return lines.map(line => (
      <tr key={keyOf(line, 0)}>
        <td className={styles.number}>{line.before}</td>
        <td className={styles.number}>{line.now}</td>
        <Line line={line} />
      </tr>
    ))
  return sideBySide(lines).map(({ left, right }) => (
    <tr key={`${left?.before}-${right?.now}`}>
      <td className={styles.number}>{left?.before}</td>
      <Line line={left} />
      <td className={styles.number}>{right?.now}</td>
      <Line line={right} />
    </tr>
  ))
}

function Line({ line }: { line: DiffLine | undefined }) {
  if (line === undefined) return <td className={styles.none} />
  return (
    <td className={classNames(styles.line, styles[line.kind])}>
      <span aria-hidden="true" className={styles.sign}>
        {signs[line.kind]}
      </span>
      <span className="visually-hidden">{spoken[line.kind]}</span>
      {line.text}
    </td>
  )
}

interface GapProps {
  columns: number
  count: number
  onShow: () => void
}

function Gap({ columns, count, onShow }: GapProps) {
  return (
    <tr>
      <td colSpan={columns} className={styles.gap}>
        <Button variant="quiet" size="small" onClick={onShow}>
          Show {count} {count === 1 ? 'line' : 'lines'} without a change
        </Button>
      </td>
    </tr>
  )
}
