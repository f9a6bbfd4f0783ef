/** Which upstreams live traffic is forwarded to, and which exchanges are kept. */
import { z } from 'zod'
import { get, put } from './endpoint.ts'

export const refusedKinds = ['private', 'link-local', 'metadata'] as const
export type RefusedKind = (typeof refusedKinds)[number]

const refusedHost = z.object({
  /** As the Service names it, in small letters. */
  host: z.string(),
  /** What it stands for; the same for an address. */
  address: z.string(),
  kind: z.enum(refusedKinds),
  /** Connections that were refused since the studio started. */
  requests: z.int(),
})
export type RefusedHost = z.infer<typeof refusedHost>

/** A yes, and who said it: in the workspace that runs, to one kind of address; or by the settings, in every workspace. */
const allowed = z.discriminatedUnion('from', [
  z.object({ from: z.literal('workspace'), host: z.string(), kind: z.enum(refusedKinds) }),
  z.object({ from: z.literal('settings'), host: z.string() }),
])
export type Allowed = z.infer<typeof allowed>

const patterns = (pattern: RegExp, error: string) => z.array(z.string().regex(pattern, { error })).max(50)

/** Empty lists let everything pass; of the others each must match. */
export const capture = z.strictObject({
  methods: patterns(/^[A-Z]+$/, 'expected a method in capital letters, such as GET'),
  paths: patterns(/^\/\S*$/, 'expected the beginning of a path, such as /orders'),
  statuses: patterns(/^(?:[1-5]xx|[1-5]\d\d)$/, 'expected a status such as 404, or a class such as 5xx'),
})
export type Capture = z.infer<typeof capture>

export const forwardingStatus = z.object({
  allowed: z.array(allowed),
  refused: z.array(refusedHost),
  capture,
})
export type ForwardingStatus = z.infer<typeof forwardingStatus>

export const getForwarding = get('/api/gateway/forwarding', forwardingStatus)

/**
 * The explicit yes to a host's addresses of one kind, or its end, in the workspace that runs. It is kept with the data, but
 * for `metadata`, which lasts as long as the studio runs.
 */
export const putAllowedHost = put(
  '/api/gateway/forwarding/{host}',
  z.strictObject({ allowed: z.boolean(), kind: z.enum(refusedKinds) }),
  forwardingStatus,
)

/** Which exchanges the list keeps. The others are answered, metered and delivered all the same. */
export const putCapture = put('/api/gateway/capture', capture, forwardingStatus)
