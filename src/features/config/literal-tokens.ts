/** Where API tokens stand in the source in clear text, to show dots in their place. */
import type { DocumentPath } from '#entities/gateway-state.ts'
import type { TextRange } from '#formats/diagnostic.ts'
import type { DocumentReading } from '#formats/document-reading.ts'
import { textLines } from '#formats/text-lines.ts'
import { isVariable, isVaultReference } from '#plugin/variables.ts'
import { valueAt } from './document-path.ts'

/** In a text that is no YAML: the key, and what follows it up to the next mark of YAML. */
const WRITTEN = /\bapi_token["']?[ \t]*:[ \t]*("[^"\n]*"?|'[^'\n]*'?|[^\s,}\]#"'][^\s,}\]]*)/g

/** The paths of the plugins' tokens that are no variable and no vault reference. */
export function literalTokenPaths({ plugins, value }: DocumentReading): DocumentPath[] {
  return plugins
    .map(({ path }) => [...path, 'config', 'api_token'])
    .filter(path => {
      const token = valueAt(value, path)
      return typeof token === 'string' && token !== '' && !isVariable(token) && !isVaultReference(token)
    })
}

/** The ranges of such tokens; in a text that cannot be read as YAML, of what looks like one. */
export function literalTokens(reading: DocumentReading): TextRange[] {
  if (reading.value === undefined) return tokensInText(reading.text)
  return literalTokenPaths(reading).flatMap(path => reading.rangeOf(path) ?? [])
}

function tokensInText(text: string): TextRange[] {
  const lines = textLines(text)
  return [...text.matchAll(WRITTEN)].flatMap(match => {
    const value = match[1] ?? ''
    const start = match.index + match[0].length - value.length
    const isReference = /^["']?(?:\$\{\{|\{vault:)/.test(value)
    return isReference ? [] : [lines.range(start, start + value.length)]
  })
}
