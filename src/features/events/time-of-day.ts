const pad = (value: number, width = 2) => String(value).padStart(width, '0')

/** `12:04:31.207` in the viewer's time zone; an invalid time is a dash. */
export function timeOfDay(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return '–'
  const at = new Date(milliseconds)
  const seconds = `${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${seconds}`
}

/** `2026-11-21` in the viewer's time zone. */
export function calendarDay(milliseconds: number): string {
  const at = new Date(milliseconds)
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
}

/** As the list has it: with the date in front when that is not today's, `11-20 12:04:31.207`; of another year whole. */
export function listedTime(milliseconds: number, now: number): string {
  const time = timeOfDay(milliseconds)
  if (time === '–') return time
  const [day, today] = [calendarDay(milliseconds), calendarDay(now)]
  if (day === today) return time
  return day.slice(0, 4) === today.slice(0, 4) ? `${day.slice(5)} ${time}` : `${day} ${time.slice(0, 8)}`
}

const spans: readonly [string, number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
]

/** `12 s ago`, `3 min ago`; below a second `now`. */
export function ago(milliseconds: number, now: number): string {
  const passed = now - milliseconds
  const span = spans.find(([, length]) => passed >= length)
  return span === undefined ? 'now' : `${Math.floor(passed / span[1])} ${span[0]} ago`
}
