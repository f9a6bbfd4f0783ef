/** Reads one POSIX shell command for the configuration in it. */
import type { ImportScan } from './import-sink.ts'
import { readContent } from './read-content.ts'
import { readCurl } from './read-curl.ts'
import { type ShellCommand, shellCommand } from './shell-command.ts'

/** What a command hands to its standard input: echo's text or a here-document. */
function inputOf({ pipeline, heredoc }: ShellCommand): { text: string; start: number } | undefined {
  if (heredoc !== undefined) return heredoc
  const [first] = pipeline
  const name = first?.[0]?.text
  if (pipeline.length < 2 || (name !== 'echo' && name !== 'printf')) return undefined
  return first?.findLast((word, index) => index > 0 && !/^-[neE]+$/.test(word.text))
}

/** Reads `kubectl annotate …` and `kubectl create secret …`; whether it was one of them. */
export function readKubectl(scan: ImportScan, words: readonly string[], line: number): boolean {
  if (words[0] !== 'kubectl') return false
  if (words.includes('annotate')) scan.kic.annotate(words, line)
  else if (words.includes('create') && words.includes('secret')) scan.kic.createSecret(words, line)
  else return false
  return true
}

function noteUnresolved(scan: ImportScan, { unresolved }: ShellCommand): void {
  for (const line of new Set(unresolved.map(scan.lineOf))) {
    scan.note(line, 'The shell would run or replace something here; its text was taken as it is written.')
  }
}

function noteLeftOut(scan: ImportScan, command: ShellCommand, name: string): void {
  const line = scan.lineOf(command.start)
  if (name === 'export') {
    const assigned = command.pipeline[0]?.find(word => word.text.includes('='))?.text.split('=')[0]
    scan.note(line, `\`export ${assigned ?? ''}\` was left out; its value stays out of the document.`)
  } else scan.note(line, `The command \`${name}\` was left out: it holds no configuration.`)
}

/** Reads the command that starts at an offset and gives the offset behind it. */
export function readCommand(scan: ImportScan, start: number): number {
  const command = shellCommand(scan.text, start)
  const line = scan.lineOf(start)
  const names = command.pipeline.map(words => words[0]?.text ?? '')
  const input = inputOf(command)
  const [name = ''] = names
  if (names.some(word => /^curl(?:\.exe)?$/.test(word))) {
    const mark = scan.mark()
    const covered = shellCommand(scan.text, start, mark.cover)
    noteUnresolved(scan, covered)
    readCurl(covered, { sink: scan, mark, lineOf: scan.lineOf })
  } else if (input !== undefined && names.some(word => /^(?:deck|kubectl|cat|echo)$/.test(word))) {
    noteUnresolved(scan, command)
    readContent(scan, { ...input, wrapped: true })
  } else if (!readKubectl(scan, command.pipeline[0]?.map(word => word.text) ?? [], line)) {
    noteLeftOut(scan, command, name)
  }
  return command.end
}
