/** Where a ClickHouse is: `clickhouse://user:password@host:8123/database`, `clickhouses` for TLS. */
const schemes: Record<string, string> = { 'clickhouse:': 'http:', 'clickhouses:': 'https:' }

export interface ClickhouseUrl {
  /** Of its HTTP interface, without credentials. */
  url: string
  username: string
  password: string
  database: string
  /** As it is named in messages. */
  place: string
}

/** Undefined when the text is not such a URL. */
export function readClickhouseUrl(text: string): ClickhouseUrl | undefined {
  const url = URL.parse(text)
  const scheme = schemes[url?.protocol ?? '']
  if (url === null || scheme === undefined || url.hostname === '') return undefined
  const [username, password, database] = [url.username, url.password, url.pathname.slice(1)].map(decode)
  if (username === undefined || password === undefined || database === undefined) return undefined
  return {
    url: `${scheme}//${url.host}`,
    username: username || 'default',
    password,
    database: database || 'default',
    place: `${url.host}${url.pathname}`,
  }
}

function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return undefined
  }
}

export function isClickhouseUrl(text: string): boolean {
  return readClickhouseUrl(text) !== undefined
}
