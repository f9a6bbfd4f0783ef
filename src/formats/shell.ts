/**
 * Text inside POSIX shell and PowerShell: quotes, here-documents, and environment variables that stay variables.
 * A variable's value is put in as it is: it must not hold the quote or backslash of the JSON or YAML around it,
 * which no Konnect token does.
 */
import type { ValuePart } from '#plugin/variables.ts'
import type { RenderOptions } from './snippet.ts'

/** How text and variables are written inside what wraps them. `whole`: the variable is all of its string. */
export interface Wrapper {
  text: (text: string) => string
  variable: (name: string, whole: boolean) => string
}

/** A text that is rendered for the wrapper that it will stand in. */
export type Wrapped = (wrapper: Wrapper) => string

/** The parts of a config string inside a wrapper; `escapeText` is that of the syntax inside the wrapper. */
export function wrapParts(
  parts: readonly ValuePart[],
  wrapper: Wrapper,
  escapeText: (text: string) => string,
): string {
  const whole = parts.length === 1
  return parts
    .map(part =>
      part.kind === 'text' ? wrapper.text(escapeText(part.text)) : wrapper.variable(part.name, whole),
    )
    .join('')
}

/** Inside POSIX single quotes: the string closes around a variable, which stands in double quotes against word splitting. */
export const singleQuoted: Wrapper = {
  text: text => text.replaceAll("'", `'\\''`),
  variable: name => `'"$${name}"'`,
}

/** As Kong's documents put a variable into single-quoted JSON. */
export const documentedQuotes: Wrapper = { text: singleQuoted.text, variable: name => `'$${name}'` }

/** Inside a here-document whose delimiter is not quoted: `\`, `$` and backticks are the shell's. */
const expandingHereDocument: Wrapper = {
  text: text => text.replace(/[\\$`]/g, '\\$&'),
  variable: name => `\${${name}}`,
}

/** Inside POSIX double quotes, as Kong's documents print a manifest. */
export const doubleQuoted: Wrapper = {
  text: text => text.replace(/[\\$`"]/g, '\\$&'),
  variable: (name, whole) => (whole ? `$${name}` : `\${${name}}`),
}

/** Inside an expanding PowerShell here-string: backticks escape, `$` starts a variable. */
const expandingHereString: Wrapper = {
  text: text => text.replace(/[`$]/g, '`$&'),
  variable: name => `\${env:${name}}`,
}

/** decK's own template, in a file that no shell touches. */
export const deckTemplate: Wrapper = {
  text: text => text,
  variable: name => `\${{ env "DECK_${name}" }}`,
}

/** The file name extension of a script for the shell that the options choose. */
export function scriptExtension({ mode, shell }: RenderOptions): string {
  return mode === 'corrected' && shell === 'powershell' ? 'ps1' : 'sh'
}

/** One POSIX word: bare where the shell takes it literally, else in single quotes. */
export function posixWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${singleQuoted.text(text)}'`
}

/** One PowerShell argument. PowerShell takes typographic quotes for quotes too. */
export function powershellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`
}

/** `command` with the text as its standard input. No line of the text may be `EOF`; JSON and YAML have none. */
export function hereDocument(command: string, text: Wrapped, variables: boolean): string {
  const [delimiter, wrapper] = variables ? ['EOF', expandingHereDocument] : ["'EOF'", deckTemplate]
  return `${command} <<${delimiter}\n${text(wrapper)}\nEOF`
}

/** A PowerShell here-string. A line of the text must not start with its closing quote; JSON and YAML lines do not. */
export function hereString(text: Wrapped, variables: boolean): string {
  return variables ? `@"\n${text(expandingHereString)}\n"@` : `@'\n${text(deckTemplate)}\n'@`
}

/** A PowerShell pipe into a native command, as UTF-8: Windows PowerShell would send `?` for what is not ASCII. */
export function powershellPipe(text: Wrapped, variables: boolean, command: string): string {
  const body = hereString(text, variables)
  const isAscii = /^[\0-\x7f]*$/.test(body)
  const encoding = isAscii ? '' : '$OutputEncoding = [System.Text.UTF8Encoding]::new($false)\n'
  return `${encoding}${body} | ${command}`
}
