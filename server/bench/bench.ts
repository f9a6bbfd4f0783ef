/** A bench measures one thing, side by side with what it is compared to, in one run. */

/** One figure. `target` is null for a figure that is only shown; then `ok` is true. */
export interface Measurement {
  name: string
  value: number
  unit: string
  /** `>= 0.9` */
  target: string | null
  ok: boolean
}

export interface Bench {
  /** kebab-case; what `npm run bench -- NAME` takes. */
  name: string
  /** What is measured against what, in one line. */
  about: string
  /** `say` tells how far it is. */
  run(say: (line: string) => void): Promise<Measurement[]>
}

type Target = { atLeast: number } | { atMost: number }

/** A figure rounded to four digits, held against its target. */
export function measurement(name: string, [value, unit]: [number, string], target?: Target): Measurement {
  const rounded = Number(value.toPrecision(4))
  if (target === undefined) return { name, value: rounded, unit, target: null, ok: true }
  if ('atLeast' in target) {
    return { name, value: rounded, unit, target: `>= ${target.atLeast}`, ok: value >= target.atLeast }
  }
  return { name, value: rounded, unit, target: `<= ${target.atMost}`, ok: value <= target.atMost }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** The median of the ratios of two series measured in the same rounds: what the machine did meanwhile cancels out. */
export function medianRatio(of: readonly number[], to: readonly number[]): number {
  return median(of.map((value, round) => value / (to[round] ?? Number.NaN)))
}
