/** `allow_status_codes` (from 3.16), with the meaning of the same field of Kong's statsd plugin (plugins/statsd/log.lua). */

/**
 * Whether a status may be metered. Each range is `from-to`, both inclusive; without a list every status may.
 * An entry that is no such range allows nothing.
 */
export function compileAllowedStatus(ranges: readonly string[] | undefined): (status: number) => boolean {
  if (ranges === undefined) return () => true
  const bounds = ranges.flatMap(range => {
    const match = /^([0-9]+)-([0-9]+)$/.exec(range)
    return match ? [{ from: Number(match[1]), to: Number(match[2]) }] : []
  })
  return status => bounds.some(({ from, to }) => status >= from && status <= to)
}
