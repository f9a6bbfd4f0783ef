/** Reads one PowerShell statement: a here-string that is piped or kept for a request, Invoke-RestMethod, kubectl. */
import { variable } from '#plugin/variables.ts'
import { readApiRequest } from './api-request.ts'
import type { ImportScan } from './import-sink.ts'
import { hereStringText, type PowershellStatement, powershellStatement } from './powershell.ts'
import { readKubectl } from './read-command.ts'
import { readContent } from './read-content.ts'
import { readJson } from './request-body.ts'

type Words = PowershellStatement['words']

const REQUEST = /^(?:Invoke-RestMethod|Invoke-WebRequest|irm|iwr)$/i

/** Whether a line starts a statement that only PowerShell has. */
export function startsPowershell(line: string): boolean {
  return /^(?:\$\w+\s*=|@['"]\s*$|(?:Invoke-RestMethod|Invoke-WebRequest|irm|iwr)\s)/i.test(line)
}

function option(words: Words, name: string): Words[number] | undefined {
  const index = words.findIndex(word => word.text.toLowerCase() === name)
  return index === -1 ? undefined : words[index + 1]
}

function readRequest(scan: ImportScan, words: Words, line: number): void {
  const mark = scan.mark()
  const given = option(words, '-body')
  const kept = scan.hereStrings.get(given?.text.replace(/^\$/, '') ?? '')
  const hereString = given?.hereString ?? kept
  const text = hereString === undefined ? given?.text : hereStringText(hereString, mark.cover)
  const body = text === undefined ? { value: undefined } : readJson(text)
  const url = option(words, '-uri') ?? words.slice(1).find(word => !word.text.startsWith('-'))
  if ('problem' in body) {
    const at = (hereString?.start ?? given?.start ?? 0) + body.offset
    scan.note(scan.lineOf(at), `The request was left out: its body ${body.problem}.`)
  } else {
    const method = (option(words, '-method')?.text ?? 'GET').toUpperCase()
    const request = {
      method,
      url: String(mark.restore(url?.text ?? '')),
      body: mark.restore(body.value),
      line,
    }
    readApiRequest(request, scan)
  }
}

/** `$name = @'…'@` is kept; how a pipe encodes text is nothing to keep; anything else is named. */
function readAssignment(scan: ImportScan, words: Words, line: number): void {
  const [target, , value] = words
  const name = target?.text.replace(/^\$/, '') ?? ''
  if (value?.hereString !== undefined) scan.hereStrings.set(name, value.hereString)
  else if (name !== 'OutputEncoding') scan.note(line, `The variable \`$${name}\` was left out.`)
}

function readPiped(scan: ImportScan, words: Words, line: number): void {
  const [first] = words
  const known = words.some(word => word.text === 'deck' || word.text === 'kubectl')
  if (first?.hereString === undefined || !known) {
    scan.note(line, 'This PowerShell statement was left out: it holds no configuration.')
    return
  }
  scan.hereStrings.set('', first.hereString)
  const text = hereStringText(first.hereString, variable)
  readContent(scan, { text, start: first.hereString.start, wrapped: true })
}

/** Reads the statement that starts at an offset and gives the offset behind it. */
export function readPowershell(scan: ImportScan, start: number): number {
  const first = powershellStatement(scan.text, start, variable)
  const isRequest = REQUEST.test(first.words[0]?.text ?? '')
  const { words, end } = isRequest ? powershellStatement(scan.text, start, scan.mark().cover) : first
  const line = scan.lineOf(start)
  const texts = words.map(word => word.text)
  if (isRequest) readRequest(scan, words, line)
  else if (texts[1] === '=') readAssignment(scan, words, line)
  else if (!readKubectl(scan, texts, line)) readPiped(scan, words, line)
  return end
}
