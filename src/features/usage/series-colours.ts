import type { UsageGroup } from './usage-series.ts'

const palette = ['accent', 'info', 'drop', 'warn', 'danger', 'ok'].map(token => `var(--${token})`)

/** A colour for each of the largest groups, by key; the others share `rest`. Every colour stands beside its name. */
export function seriesColours(groups: readonly UsageGroup[]) {
  const colours = new Map(
    groups.slice(0, palette.length).map(({ key }, index) => [key, palette[index] ?? '']),
  )
  return { get: (key: string) => colours.get(key), rest: 'var(--control)' }
}
