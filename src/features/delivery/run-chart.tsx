import { type PointerEvent, useId, useMemo } from 'react'
import { classNames } from '#ui/class-names.ts'
import styles from './run-chart.module.css'

export interface ChartLine {
  label: string
  tone: 'accent' | 'danger' | 'drop' | 'warn' | 'info'
  dashed?: boolean
  /** One for each point. */
  values: readonly number[]
}

interface RunChartProps {
  title: string
  /** The title's second half: the peak and when it was. */
  caption: string
  lines: readonly ChartLine[]
  /** Where each point begins, in seconds, and how many seconds the chart is wide. */
  at: readonly number[]
  width: number
  /** A limit that is drawn as far as it is in sight. */
  limit?: { label: string; value: number } | undefined
  /** Stretches of time that are marked. */
  marked: readonly { from: number; to: number }[]
  playhead: number
  valueText: (value: number) => string
  onMoment: (t: number) => void
}

const HEIGHT = 100
const WIDTH = 1000

/** Lines over the run's time; a click puts the playhead there. What it shows is in the table, too. */
export function RunChart(props: RunChartProps) {
  const { title, caption, lines, at, width, limit, marked, playhead, valueText, onMoment } = props
  const id = useId()
  const most = lines.reduce((max, { values }) => values.reduce((one, other) => Math.max(one, other), max), 0)
  const top = topOf(most, limit?.value)
  const x = (seconds: number) => (WIDTH * Math.min(seconds, width)) / width
  const y = (value: number) => HEIGHT - (HEIGHT * value) / top
  const onPointerDown = (event: PointerEvent) => {
    const { left, width: pixels } = event.currentTarget.getBoundingClientRect()
    onMoment(Math.max(0, Math.min(width, ((event.clientX - left) / pixels) * width)))
  }
  return (
    <figure className={styles.figure} aria-labelledby={id}>
      <figcaption id={id} className={styles.caption}>
        <span>
          <strong>{title}</strong>, {caption}
        </span>
        <Legend lines={lines} />
      </figcaption>
      <div className={styles.plot}>
        <span className={styles.top}>{valueText(top)}</span>
        <span className={styles.zero}>0</span>
        <svg
          aria-hidden="true"
          className={styles.svg}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          onPointerDown={onPointerDown}
        >
          {marked.map(({ from, to }) => (
            <rect
              key={`${from} ${to}`}
              className={styles.marked}
              x={x(from)}
              width={x(to) - x(from)}
              height={HEIGHT}
            />
          ))}
          {limit !== undefined && limit.value <= top && (
            <line className={styles.limit} x1="0" x2={WIDTH} y1={y(limit.value)} y2={y(limit.value)} />
          )}
          {lines.map(line => (
            <Line key={line.label} line={line} at={at} x={x} y={y} />
          ))}
          <line className={styles.playhead} x1={x(playhead)} x2={x(playhead)} y1="0" y2={HEIGHT} />
        </svg>
        {limit !== undefined && limit.value <= top && (
          <span className={styles.limitLabel} style={{ top: `${y(limit.value)}%` }}>
            {limit.label}
          </span>
        )}
      </div>
    </figure>
  )
}

/** The limit is in sight when it is not far above. */
function topOf(most: number, limit: number | undefined): number {
  if (most === 0) return 1
  return limit !== undefined && limit >= most && limit < most * 3 ? limit * 1.05 : most * 1.05
}

function Legend({ lines }: Pick<RunChartProps, 'lines'>) {
  if (lines.length < 2) return null
  return (
    <span className={styles.legend}>
      {lines.map(({ label, tone, dashed }) => (
        <span key={label} className={classNames(styles.key, styles[tone], dashed && styles.dashed)}>
          {label}
        </span>
      ))}
    </span>
  )
}

interface LineProps {
  line: ChartLine
  at: readonly number[]
  x: (seconds: number) => number
  y: (value: number) => number
}

function Line({ line: { values, tone, dashed }, at, x, y }: LineProps) {
  const points = useMemo(
    () =>
      at.map((seconds, index) => `${x(seconds).toFixed(1)},${y(values[index] ?? 0).toFixed(2)}`).join(' '),
    [at, values, x, y],
  )
  return (
    <polyline className={classNames(styles.line, styles[tone], dashed && styles.dashed)} points={points} />
  )
}
