/**
 * Requests that a page of another site made through the user's browser. The studio listens on the loopback interface,
 * but any page the user visits can send there; curl and a Kong data plane send no Origin and pass.
 */

export interface TrustedPlaces {
  /** Names beside the loopback ones under which the studio is called, without port: `studio.internal`. */
  hosts: readonly string[]
  /** Origins beside the studio's own: `http://127.0.0.1:5173`. The studio may be called by their names, too. */
  origins: readonly string[]
}

export interface RequestOrigin {
  method: string
  host: string | undefined
  origin: string | undefined
  /** `Sec-Fetch-Site` */
  site: string | undefined
  /** Whether it only hands in events; absent where nothing does. */
  ingests?: boolean
}

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Why the request is refused, or undefined. A Host that is not ours is DNS rebinding: a foreign name made to resolve to
 * this machine, whose page would be of the same origin.
 */
export function foreignReason(request: RequestOrigin, trusted: TrustedPlaces): string | undefined {
  if (request.ingests && !isOfBrowser(request)) return undefined
  const hostname = hostnameOf(request.host)
  if (hostname === undefined || !isOwnName(hostname, trusted)) {
    return `The Host header is "${request.host ?? ''}"; the studio answers to localhost and loopback addresses only, and to the names of --trusted-origins`
  }
  if (reading.has(request.method)) return undefined
  const { origin, site } = request
  if (origin === undefined) {
    return site === 'cross-site' ? 'The request comes from a page of another site' : undefined
  }
  if (origin === `http://${request.host}` || trusted.origins.includes(origin)) return undefined
  return `The request comes from a page of ${origin}; only the studio's own pages may change anything`
}

/** Without port; undefined when the header is not a host. */
function hostnameOf(host: string | undefined): string | undefined {
  const url = host === undefined || /[/?#@\\]/.test(host) ? null : URL.parse(`http://${host}`)
  return url?.hostname
}

/**
 * Browsers send an Origin with every POST (Fetch standard, "append a request Origin header"). A data plane sends none,
 * and calls the studio by whatever name leads to it: host.docker.internal, an address of the network.
 */
function isOfBrowser({ origin, site }: RequestOrigin): boolean {
  return origin !== undefined || site !== undefined
}

function isOwnName(hostname: string, { hosts, origins }: TrustedPlaces): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true
  if (hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)) return true
  return hosts.includes(hostname) || origins.some(origin => URL.parse(origin)?.hostname === hostname)
}
