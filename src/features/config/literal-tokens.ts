/** Where API tokens stand in the source in clear text, to show dots in their place. */
import type { TextRange } from '#formats/diagnostic.ts'
import type { DocumentReading } from '#formats/document.ts'
import { textLines } from '#formats/text-lines.ts'
import { isVariable, isVaultReference } from '#plugin/variables.ts'
import { valueAt } from './document-path.ts'

/** In a text that is no YAML: the key, and what follows it up to the next mark of YAML. */
const WRITTEN = /\bapi_token["']?[ \t]*:[ \t]*("[^"\n]*"?|'[^'\n]*'?|[^\s,}\]#"'][^\s,}\]]*)/g

/** The ranges of tokens that are no variable and no vault reference. */
export function literalTokens(reading: DocumentReading): TextRange[] {
  if (reading.value === undefined) return tokensInText(reading.text)
  return reading.plugins.flatMap(({ path }) => {
    const tokenPath = [...path, 'config', 'api_token']
    const token = valueAt(reading.value, tokenPath)
    if (typeof token !== 'string' || token === '' || isVariable(token) || isVaultReference(token)) return []
    return reading.rangeOf(tokenPath) ?? []
  })
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
