/**
 * The secrets of a document: what must not be in a link, in a log or on the screen. The one place that knows where
 * they stand: decK's state files by their structure, anything else by its text.
 */
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseAllDocuments, visit } from 'yaml'
import type { DocumentPath } from '#entities/gateway-state.ts'
import { coverTemplates, isReference, isSecretName } from './secret-names.ts'
import { secretsInText } from './secret-text.ts'
import { type TextLines, textLines } from './text-lines.ts'

export interface Secret {
  /** UTF-16 units, end exclusive. A node of YAML is covered with its quotes. */
  start: number
  end: number
  /** Of its start, from 1. */
  line: number
  /** As it reads: without quotes and escapes. */
  value: string
  /** `consumers[0].keyauth_credentials[0].key`; where there is no path, the line: `line 4, Authorization`. */
  path: string
  /** A value of YAML or JSON, which something else can stand for; else a piece of text. */
  isNode: boolean
  /** The last name of the path. */
  name: string
}

/** Private members of a JSON Web Key (RFC 7518, section 6). */
const JWK_MEMBERS = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'])
/** Names that are secrets in one place only, and one that is none there: a JWT credential's key is its issuer. */
const PLACES: readonly { list: string; field: string; secret: boolean }[] = [
  { list: 'jwt_secrets', field: 'key', secret: false },
  { list: 'licenses', field: 'payload', secret: true },
]

interface Walk {
  covered: string
  lines: TextLines
  secrets: Secret[]
  /** Offsets of values whose name said what they are. */
  known: Set<number>
  anchors: Map<string, Node>
  /** Nodes on the way down, so that an alias of its own parent ends. */
  above: Set<Node>
}

interface Place {
  path: DocumentPath
  secret: boolean
  /** A Kubernetes Secret: all of its data. */
  manifest?: boolean
}

function pathText(path: DocumentPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? step : `${text}.${step}`
  }, '')
}

function isSecretField(path: DocumentPath, name: string, isJwk: boolean): boolean {
  const place = PLACES.find(({ list, field }) => field === name && path.includes(list))
  if (place !== undefined) return place.secret
  return isSecretName(name) || (isJwk && JWK_MEMBERS.has(name))
}

function nameOf(key: Node | null): string {
  return isScalar(key) ? String(key.value) : ''
}

function walkMap(walk: Walk, node: Node, place: Place): void {
  if (!isMap(node)) return
  const pairs = node.items as Pair<Node, Node | null>[]
  const names = pairs.map(({ key }) => nameOf(key))
  const isManifest = pairs.some(({ key, value }) => nameOf(key) === 'kind' && nameOf(value) === 'Secret')
  for (const [index, { value }] of pairs.entries()) {
    const name = names[index] ?? ''
    const inManifest = place.manifest === true || (isManifest && /^(?:data|stringData)$/.test(name))
    walkNode(walk, value, {
      path: [...place.path, name],
      secret: inManifest || isSecretField(place.path, name, names.includes('kty')),
      manifest: inManifest,
    })
  }
}

function quoteLength(text: string, offset: number): number {
  return text[offset] === '"' || text[offset] === "'" ? 1 : 0
}

function walkScalar(walk: Walk, node: Node, { path, secret }: Place): void {
  if (!isScalar(node)) return
  const [start = 0, end = start] = node.range ?? []
  const name = String(path.findLast(step => typeof step === 'string') ?? '')
  // A command may happen to read as YAML: `curl -H "Authorization` is no field's name.
  if (/^[\w.-]+$/.test(name)) walk.known.add(start).add(start + quoteLength(walk.covered, start))
  const value = typeof node.value === 'string' ? node.value : String(node.value ?? '')
  if (!secret || typeof node.value === 'boolean' || isReference(value)) return
  const { line } = walk.lines.range(start, end)
  walk.secrets.push({ start, end, line, value, path: pathText(path), isNode: true, name })
}

function walkNode(walk: Walk, node: Node | null, place: Place): void {
  if (node === null || walk.above.has(node)) return
  if (isAlias(node)) {
    // What an alias stands for is a secret if the place of the alias is.
    const target = walk.anchors.get(node.source)
    if (target !== undefined && place.secret) walkNode(walk, target, place)
    return
  }
  walk.above.add(node)
  if (isMap(node)) walkMap(walk, node, place)
  else if (isSeq(node))
    for (const [index, item] of node.items.entries())
      walkNode(walk, item as Node | null, { ...place, path: [...place.path, index] })
  else walkScalar(walk, node, place)
  walk.above.delete(node)
}

/** Secrets by the structure of YAML or JSON, as far as it can be read. */
function walkYaml(covered: string, lines: TextLines): Walk {
  const walk: Walk = { covered, lines, secrets: [], known: new Set(), anchors: new Map(), above: new Set() }
  try {
    const documents = parseAllDocuments(covered, {
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'error',
    })
    for (const document of Array.isArray(documents) ? documents : []) {
      visit(document, {
        Node: (_, node) => {
          if ('anchor' in node && node.anchor) walk.anchors.set(node.anchor, node as Node)
        },
      })
      walkNode(walk, document.contents as Node | null, { path: [], secret: false })
    }
  } catch (error) {
    // Nested too deeply for the parser; the text is searched all the same.
    if (!(error instanceof RangeError)) throw error
  }
  return walk
}

/** Spans in text order; of those that overlap one, which covers them all. */
function separate(secrets: readonly Secret[]): Secret[] {
  const sorted = secrets.toSorted((left, right) => left.start - right.start || right.end - left.end)
  const result: Secret[] = []
  for (const secret of sorted) {
    const last = result.at(-1)
    if (last === undefined || secret.start >= last.end) result.push(secret)
    else if (secret.end > last.end) result[result.length - 1] = { ...last, end: secret.end, isNode: false }
  }
  return result
}

/** Every secret of a document, in text order. Never throws: what cannot be parsed is searched as text. */
export function findSecrets(text: string): Secret[] {
  const covered = coverTemplates(text)
  const lines = textLines(text)
  const { secrets, known } = walkYaml(covered, lines)
  const inText = secretsInText(covered, start => known.has(start)).map(({ start, end, name }) => {
    const { line } = lines.range(start, end)
    const path = `line ${line}, ${name}`
    return { start, end, line, value: text.slice(start, end), path, isNode: false, name }
  })
  return separate([...secrets, ...inText])
}
