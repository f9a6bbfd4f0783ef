/** How the bars of a histogram are named, in the viewer's time zone. */
import { calendarDay, timeOfDay } from './time-of-day.ts'

const units: readonly [number, string][] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
]

/** `5 min`, `1 h`, `30 s`, `7 d`. */
export function stepName(milliseconds: number): string {
  const [length, name] = units.find(([of]) => milliseconds >= of) ?? [1, 'ms']
  return `${Math.round(milliseconds / length)} ${name}`
}

/** `2026-11-21 12:00` where the seconds say nothing, else `2026-11-21 12:00:30`. */
export function momentName(milliseconds: number, step: number): string {
  const day = calendarDay(milliseconds)
  if (step >= 86_400_000) return day
  return `${day} ${timeOfDay(milliseconds).slice(0, step >= 60_000 ? 5 : 8)}`
}
