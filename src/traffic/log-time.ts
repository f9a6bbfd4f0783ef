const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/**
 * The moment of a log line in milliseconds since the epoch, from nginx's `$msec`, `$time_iso8601` or `$time_local`
 * (`21/Nov/2026:07:33:24 +0000`). nginx notes the end of a request; the start is that less `$request_time`.
 */
export function logTime(values: ReadonlyMap<string, string>): number | undefined {
  const end =
    seconds(values.get('msec')) ??
    parsed(values.get('time_iso8601')) ??
    localTime(values.get('time_local') ?? '')
  if (end === undefined) return undefined
  return end - (seconds(values.get('request_time')) ?? 0)
}

function seconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * 1000) : undefined
}

function parsed(text: string | undefined): number | undefined {
  const at = Date.parse(text ?? '')
  return Number.isNaN(at) ? undefined : at
}

function localTime(text: string): number | undefined {
  const match = /^(\d{2})\/(\w{3})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2})$/.exec(text)
  if (match === null) return undefined
  const [, day, name = '', year, clock, hours, minutes] = match
  const month = MONTHS.indexOf(name) / 3 + 1
  return parsed(`${year}-${String(month).padStart(2, '0')}-${day}T${clock}${hours}:${minutes}`)
}
