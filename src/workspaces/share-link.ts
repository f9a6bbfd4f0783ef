/**
 * A workspace in the fragment of a link: `#w=` + base64url of deflate-raw of JSON, which no server ever sees. After a
 * `.` follows a check character for every 64 characters, by which a damaged link is told where it is damaged.
 */
import { z } from 'zod'
import { applicationKeys, cleanNames, type RemovedSecret, removeSecrets } from './remove-secrets.ts'
import { type WorkspaceContent, workspaceContent } from './workspace-content.ts'

/** What a link carries. Events of a shared workspace stay in the studio. */
const sharedWorkspace = workspaceContent.omit({ delivery: true, applications: true })
export type SharedWorkspace = z.infer<typeof sharedWorkspace>

const LINK_VERSION = 1
const anyVersion = z.object({ v: z.int() })

/** Longer links are cut by chats, mail and proxies that log them. */
export const MAX_LINK_CHARACTERS = 8192
/** What a link may unpack to: the largest document. */
const MAX_UNPACKED_BYTES = 20_000_000
const MARK = 'w='
const SEGMENT = 64
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

export interface WrittenLink {
  /** With its `#`. */
  fragment: string
  removed: readonly RemovedSecret[]
}

export type LinkReading =
  | { kind: 'workspace'; workspace: SharedWorkspace }
  /** `character`: where, from 1, after `#w=`. `recovered`: the document's text as far as it could be read. */
  | { kind: 'damaged'; character: number; why: string; recovered: string }
  | { kind: 'newer'; version: number }

/** Whether a fragment is a shared workspace's, damaged or not. */
export function isShareLink(fragment: string): boolean {
  return fragment.replace(/^#/, '').startsWith(MARK)
}

/** The link's fragment, without any secret. */
export async function writeShareLink(content: WorkspaceContent): Promise<WrittenLink> {
  const beside = applicationKeys(content)
  const { text, removed, clean } = removeSecrets(content.text, beside.keys)
  const upstreams = cleanNames(content.upstreams, clean)
  const { gateway_release, subject_format } = content
  const name = clean(content.name).slice(0, 200)
  // The text last, so that a link that is cut still gives most of it.
  const json = JSON.stringify({ v: LINK_VERSION, name, gateway_release, subject_format, upstreams, text })
  const payload = toBase64Url(await deflate(new TextEncoder().encode(json)))
  return { fragment: `#${MARK}${payload}.${checksOf(payload)}`, removed: [...removed, ...beside.removed] }
}

/** Reads a fragment that `isShareLink`. Never throws. */
export async function readShareLink(fragment: string): Promise<LinkReading> {
  const [payload = '', checks] = fragment.replace(/^#/, '').slice(MARK.length).split('.')
  const damage = damageOf(payload, checks)
  const { bytes, complete } = await inflate(
    fromBase64Url(payload.slice(0, (damage?.character ?? Infinity) - 1)),
  )
  const json = new TextDecoder().decode(bytes)
  const damaged = (found: { character: number; why: string }): LinkReading => ({
    kind: 'damaged',
    ...found,
    recovered: textIn(json),
  })
  if (damage !== undefined) return damaged(damage)
  const end = payload.length + 1
  if (!complete) return damaged({ character: end, why: 'the link was cut off there' })
  const value = parseJson(json)
  const version = anyVersion.safeParse(value).data?.v
  if (version !== undefined && version > LINK_VERSION) return { kind: 'newer', version }
  const read = sharedWorkspace.safeParse(value)
  if (read.success) return { kind: 'workspace', workspace: read.data }
  return damaged({ character: end, why: `what it holds is no workspace: ${z.prettifyError(read.error)}` })
}

/** The first place where the link is not what was written. */
function damageOf(payload: string, checks: string | undefined) {
  const foreign = /[^A-Za-z0-9_-]/.exec(payload)
  const found = checks === undefined ? undefined : firstDifference(payload, checks)
  if (foreign !== null && foreign.index + 1 <= (found ?? Infinity) + SEGMENT) {
    return { character: foreign.index + 1, why: `\`${foreign[0]}\` cannot stand in it` }
  }
  if (found === undefined) return undefined
  if (found > payload.length) return { character: found, why: 'the link was cut off there' }
  return { character: found, why: `it was changed there, or within ${SEGMENT} characters after` }
}

/** The first character of the first segment that its check character does not fit. */
function firstDifference(payload: string, checks: string): number | undefined {
  const actual = checksOf(payload)
  for (let at = 0; at < Math.max(actual.length, checks.length); at++)
    if (actual[at] !== checks[at]) return Math.min(at * SEGMENT, payload.length) + 1
  return undefined
}

/** One character per segment; any other character in it, or a segment of another length, gives another one. */
function checksOf(payload: string): string {
  let checks = ''
  for (let start = 0; start < payload.length; start += SEGMENT) {
    const segment = payload.slice(start, start + SEGMENT)
    const sum = [...segment].reduce((total, sign, at) => total + (2 * at + 1) * ALPHABET.indexOf(sign), 0)
    checks += ALPHABET[(sum + segment.length) % ALPHABET.length] ?? ''
  }
  return checks
}

/** The document's text in JSON that may end anywhere. */
function textIn(json: string): string {
  const start = json.indexOf(TEXT_FIELD)
  if (start === -1) return ''
  const written = /^(?:[^"\\\u{FFFD}]|\\u[\dA-Fa-f]{4}|\\[^u])*/u.exec(
    json.slice(start + TEXT_FIELD.length),
  )?.[0]
  const text = parseJson(`"${written}"`)
  return typeof text === 'string' ? text : ''
}

const TEXT_FIELD = '"text":"'

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function toBase64Url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, byte => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** The bytes of all whole characters. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const whole = text.length % 4 === 1 ? text.slice(0, -1) : text
  const binary = atob(whole.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, sign => sign.charCodeAt(0))
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

/** Unpacks as far as it goes. In small steps, because a stream that fails forgets what nobody has read yet. */
async function inflate(
  packed: Uint8Array<ArrayBuffer>,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; complete: boolean }> {
  const stream = new DecompressionStream('deflate-raw')
  const parts: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  const reader = stream.readable.getReader()
  const reading = (async () => {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      parts.push(read.value)
      size += read.value.length
      if (size > MAX_UNPACKED_BYTES) throw new RangeError('The link unpacks to more than a document')
    }
  })()
  const failure = reading.catch(() => undefined)
  const writer = stream.writable.getWriter()
  try {
    for (let at = 0; at < packed.length; at += SEGMENT) await writer.write(packed.slice(at, at + SEGMENT))
    await Promise.all([writer.close(), reading])
    return { bytes: joined(parts, size), complete: true }
  } catch {
    await failure
    return { bytes: joined(parts, size), complete: false }
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
