/** What one curl command sends, by its options (curl's manual). */
import type { ObservedRequest } from './observed-request.ts'
import { targetOf } from './target-of.ts'

export type CurlRequest = Omit<ObservedRequest, 'position' | 'times'>

interface Options {
  method: string | undefined
  urls: string[]
  headers: [string, string][]
  /** Names, lower case, of headers that curl shall not send by itself. */
  withheld: string[]
  data: string[]
  get: boolean
  json: boolean
  problems: string[]
}

/** Options with a value that says nothing about what is sent. */
const VALUED = new Set(
  '-o -m -w -x -c -E -K -T -D -C -y -Y -z -r -P -Q -t --output --max-time --connect-timeout --write-out --proxy --cookie-jar --cert --key --cacert --capath --config --upload-file --dump-header --retry --retry-delay --retry-max-time --resolve --connect-to --interface --limit-rate --unix-socket --max-redirs --parallel-max --tls-max --ciphers --stderr --trace --trace-ascii'.split(
    ' ',
  ),
)
const FORM = new Set(['-F', '--form', '--form-string'])
const DATA = new Set([
  '-d',
  '--data',
  '--data-raw',
  '--data-binary',
  '--data-ascii',
  '--json',
  '--data-urlencode',
])

type Take = (options: Options, value: string) => void

const takes: Readonly<Record<string, Take>> = {
  '-X': (options, value) => {
    options.method = value
  },
  '--url': (options, value) => options.urls.push(value),
  '-H': takeHeader,
  '-A': (options, value) => options.headers.push(['User-Agent', value]),
  '-e': (options, value) => options.headers.push(['Referer', value]),
  '-b': takeCookie,
  '-u': (options, value) => options.headers.push(['Authorization', `Basic ${base64(value)}`]),
  '--oauth2-bearer': (options, value) => options.headers.push(['Authorization', `Bearer ${value}`]),
}

const longNames: Readonly<Record<string, string>> = {
  '--request': '-X',
  '--header': '-H',
  '--user-agent': '-A',
  '--referer': '-e',
  '--cookie': '-b',
  '--user': '-u',
}

/** The requests of a command, one for each URL; `input` is what it reads from standard input. */
export function readCurlWords(
  words: readonly string[],
  input: string | undefined,
): { requests: CurlRequest[]; problems: string[] } {
  const options: Options = {
    method: undefined,
    urls: [],
    headers: [],
    withheld: [],
    data: [],
    get: false,
    json: false,
    problems: [],
  }
  const apart = words.slice(1).flatMap(split)
  for (let index = 0; index < apart.length; ) index = readOption(options, { words: apart, index, input })
  if (options.urls.length === 0) options.problems.push('The curl was left out: it has no URL.')
  const requests = options.urls.flatMap(url => requestOf(options, url))
  return { requests, problems: options.problems }
}

/** `-XPOST` → `-X POST`, `--data=x` → `--data x`, `-sSi` → `-s -S -i`. */
function split(word: string): string[] {
  const valued = /^(-[XHdFAebuomwx])(.+)$/s.exec(word)
  if (valued !== null) return [valued[1] ?? '', valued[2] ?? '']
  const long = /^(--[a-z][a-z0-9-]*)=(.*)$/s.exec(word)
  if (long !== null) return [long[1] ?? '', long[2] ?? '']
  const flags = /^-([a-zA-Z#0-9]{2,})$/.exec(word)
  return flags === null ? [word] : [...(flags[1] ?? '')].flatMap((flag, index, all) => glue(flag, index, all))
}

/** In `-sXPOST` what follows a flag with a value is its value. */
function glue(flag: string, index: number, all: string[]): string[] {
  const owner = all.findIndex(of => /[XHdFAebuomwx]/.test(of))
  if (owner === -1 || index < owner) return [`-${flag}`]
  if (index > owner) return []
  const value = all.slice(owner + 1).join('')
  return value === '' ? [`-${flag}`] : [`-${flag}`, value]
}

function readOption(
  options: Options,
  { words, index, input }: { words: readonly string[]; index: number; input: string | undefined },
): number {
  const word = words[index] ?? ''
  const value = words[index + 1] ?? ''
  const take = takes[longNames[word] ?? word]
  if (take !== undefined) take(options, value)
  else if (DATA.has(word)) takeData(options, { option: word, value, input })
  else if (FORM.has(word)) takeForm(options)
  else if (!VALUED.has(word)) {
    takeFlag(options, word)
    return index + 1
  }
  return index + 2
}

function takeFlag(options: Options, word: string): void {
  if (word === '-G' || word === '--get') options.get = true
  else if (word === '-I' || word === '--head') options.method ??= 'HEAD'
  else if (word === '--compressed') options.headers.push(['Accept-Encoding', 'deflate, gzip, br, zstd'])
  else if (!word.startsWith('-')) options.urls.push(word)
}

/** `Name: value`; `Name;` is a header without value, `Name:` takes away one that curl would send. */
function takeHeader(options: Options, value: string): void {
  const [, name, rest] = /^([^:;\s]+)\s*:\s*(.*)$/s.exec(value) ?? []
  const empty = /^([^:;\s]+);$/.exec(value)?.[1]
  if (empty !== undefined) options.headers.push([empty, ''])
  else if (name !== undefined && rest?.trim() === '') options.withheld.push(name.toLowerCase())
  else if (name !== undefined && rest !== undefined) options.headers.push([name, rest.trim()])
  else options.problems.push(`The header \`${value}\` was left out: expected Name: value.`)
}

function takeCookie(options: Options, value: string): void {
  if (value.includes('=')) options.headers.push(['Cookie', value])
  else options.problems.push(`The cookies of the file ${value} were left out: it is not here.`)
}

function takeForm(options: Options): void {
  options.problems.push('The form (-F) is sent without its parts.')
  options.headers.push(['Content-Type', 'multipart/form-data'])
  options.method ??= 'POST'
}

function takeData(
  options: Options,
  { option, value, input }: { option: string; value: string; input: string | undefined },
): void {
  if (option === '--json') options.json = true
  const readsFile = value.startsWith('@') && option !== '--data-raw'
  if (readsFile && value !== '@-') {
    options.problems.push(`The body of the file ${value.slice(1)} was left out: it is not here.`)
    options.data.push('')
  } else if (readsFile) options.data.push(input ?? '')
  else options.data.push(option === '--data-urlencode' ? urlEncoded(value) : value)
}

function urlEncoded(value: string): string {
  const [, name = '', rest = value] = /^([^=]*)=(.*)$/s.exec(value) ?? []
  return name === '' ? encodeURIComponent(rest) : `${name}=${encodeURIComponent(rest)}`
}

function requestOf(options: Options, url: string): CurlRequest[] {
  const at = targetOf(url)
  if (at === undefined) {
    options.problems.push(`The URL \`${url}\` was left out: expected http:// or https:// and a host.`)
    return []
  }
  const data = options.data.length === 0 ? undefined : options.data.join(options.json ? '' : '&')
  const body = options.get ? undefined : data
  const target =
    options.get && data !== undefined
      ? `${at.target}${at.target.includes('?') ? '&' : '?'}${data}`
      : at.target
  const method = options.method ?? (body === undefined ? 'GET' : 'POST')
  return [
    { method, ...at, target, headers: sentHeaders(options, body), ...(body === undefined ? {} : { body }) },
  ]
}

/** Those of the command, and those that curl sends by itself. */
function sentHeaders({ headers, withheld, json }: Options, body: string | undefined): [string, string][] {
  const given = new Set([...headers.map(([name]) => name.toLowerCase()), ...withheld])
  const own: [string, string][] = [
    ['User-Agent', 'curl/8.15.0'],
    ['Accept', json ? 'application/json' : '*/*'],
    ...(body === undefined
      ? []
      : [
          ['Content-Type', json ? 'application/json' : 'application/x-www-form-urlencoded'] as [
            string,
            string,
          ],
        ]),
  ]
  return [...own.filter(([name]) => !given.has(name.toLowerCase())), ...headers]
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
