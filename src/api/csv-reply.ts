/** Meter usage as CSV. */

/** The first media type that the reply can have decides; JSON when there is none. */
export function prefersCsv(request: Request): boolean {
  const accepted = (request.headers.get('accept') ?? '').split(',').map(part => part.split(';', 1)[0]?.trim())
  const first = accepted.find(type => type === 'text/csv' || type === 'application/json' || type === '*/*')
  return first === 'text/csv'
}

/** Without `.000`, as OpenMeter writes times. */
export function rfc3339(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z')
}

/** `lines` with the header first; `name` is that of the file, without `.csv`. */
export function csvReply(name: string, lines: readonly (readonly string[])[]): Response {
  const text = lines.map(fields => `${fields.map(csvField).join(',')}\n`).join('')
  return new Response(text, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}.csv"`,
      'cache-control': 'no-store',
    },
  })
}

/** RFC 4180. */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
