/** Reads a curl command: its method, URL and body, however the shell had to quote them. */
import { readApiRequest } from './api-request.ts'
import type { ImportSink } from './import-sink.ts'
import { type FormField, readForm, readJson } from './request-body.ts'
import type { ShellCommand, ShellWord } from './shell-command.ts'
import type { VariableMark } from './variable-mark.ts'

interface Curl {
  method: string | undefined
  url: string | undefined
  data: (FormField & { word: ShellWord })[]
}

/** Options whose next word is theirs and says nothing about the request. */
const VALUED =
  /^(?:-[oAebcmuwxETK]|--(?:output|user|user-agent|referer|cookie|cookie-jar|max-time|connect-timeout|write-out|proxy|cacert|cert|key|cert-type|key-type|retry|retry-delay|resolve|connect-to|interface|config|header|oauth2-bearer|unix-socket))$/
const DATA =
  /^(?:-d|--data|--data-raw|--data-binary|--data-ascii|--json|-F|--form|--form-string|--data-urlencode)$/
const LITERAL = /^(?:--data-urlencode|-F|--form|--form-string)$/

/** Options and values apart: `-XPOST` → `-X POST`, `--data=x` → `--data x`. */
function split(word: ShellWord): ShellWord[] {
  const short = /^(-[XHdF])(.+)$/s.exec(word.text)
  const long = /^(--[a-z][a-z-]*)=(.*)$/s.exec(word.text)
  const [, option = '', value = ''] = short ?? long ?? []
  if (option === '') return [word]
  return [
    { text: option, start: word.start },
    { text: value, start: word.start },
  ]
}

/** Reads the option at an index and gives the index behind it. */
function readOption(curl: Curl, words: readonly ShellWord[], index: number): number {
  const { text } = words[index] ?? { text: '' }
  const value = words[index + 1]
  if (text === '-X' || text === '--request') curl.method = value?.text.toUpperCase()
  else if (text === '--url') curl.url = value?.text
  else if (DATA.test(text) && value !== undefined) {
    curl.data.push({ text: value.text, literal: LITERAL.test(text), word: value })
  } else if (text === '-I' || text === '--head' || text === '-G' || text === '--get') {
    curl.method ??= 'GET'
    return index + 1
  } else if (text !== '-H' && !VALUED.test(text)) {
    if (!text.startsWith('-')) curl.url ??= text
    return index + 1
  }
  return index + 2
}

function readWords(words: readonly ShellWord[]): Curl {
  const curl: Curl = { method: undefined, url: undefined, data: [] }
  const apart = words.flatMap(split)
  for (let index = 1; index < apart.length; ) index = readOption(curl, apart, index)
  return curl
}

/** What a command reads from its standard input: its here-document, or what is echoed into it. */
function standardInput({ pipeline, heredoc }: ShellCommand, at: number): ShellWord | undefined {
  if (heredoc !== undefined) return heredoc
  const before = pipeline[at - 1]
  return /^(?:echo|printf)$/.test(before?.[0]?.text ?? '') ? before?.at(-1) : undefined
}

interface Context {
  sink: ImportSink
  mark: VariableMark
  lineOf: (offset: number) => number
}

type Body = { value: unknown } | { problem: string; offset: number }

function isFile({ text }: FormField): boolean {
  return /^@[^-]/.test(text)
}

function bodyOf(curl: Curl, input: ShellWord | undefined, { mark }: Context): Body {
  const [first] = curl.data
  if (first === undefined) return { value: undefined }
  const word = first.text === '@-' ? input : first.word
  if (word === undefined || curl.data.some(isFile)) {
    return { problem: 'is in a file that is not here', offset: first.word.start }
  }
  const isForm = !/^\s*(?:[[{]|$)/.test(word.text)
  const form = isForm
    ? readForm(curl.data.map(field => (field.text === '@-' ? { ...field, text: word.text.trim() } : field)))
    : undefined
  if (form !== undefined) return { value: mark.restore(form) }
  const body = readJson(word.text)
  if ('problem' in body) return { problem: body.problem, offset: word.start + body.offset }
  return { value: mark.restore(body.value) }
}

/** Reads the curl of a command. Its variables are covered by the mark, because in a body they stand within JSON. */
export function readCurl(command: ShellCommand, context: Context): void {
  const { sink, mark, lineOf } = context
  const line = lineOf(command.start)
  const at = command.pipeline.findIndex(words => /^curl(?:\.exe)?$/.test(words[0]?.text ?? ''))
  const curl = readWords(command.pipeline[at] ?? [])
  const body = bodyOf(curl, standardInput(command, at), context)
  if (curl.url === undefined) sink.note(line, 'The curl was left out: it has no URL.')
  else if ('problem' in body) {
    sink.note(lineOf(body.offset), `The curl was left out: its body ${body.problem}.`)
  } else {
    const method = curl.method ?? (curl.data.length > 0 ? 'POST' : 'GET')
    readApiRequest({ method, url: String(mark.restore(curl.url)), body: body.value, line }, sink)
  }
}
