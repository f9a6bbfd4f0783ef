/** Colours for read-only code: one sticky expression per language, first match wins. Not a parser. */
export type Language = 'yaml' | 'json' | 'shell' | 'hcl' | 'text'
type TokenKind = 'comment' | 'key' | 'string' | 'number' | 'keyword' | 'variable' | 'plain'

export interface Token {
  kind: TokenKind
  text: string
}

const quoted = String.raw`"(?:[^"\\\n]|\\.)*"|'[^'\n]*'`
const decision = String.raw`\b(?:true|false|null)\b`
const number = String.raw`(?<![\w.-])-?\d+(?:\.\d+)?(?![\w.-])`

const rules: Record<Language, [TokenKind, string][]> = {
  yaml: [
    ['comment', String.raw`(?<=^|\s)#.*`],
    ['variable', String.raw`\$\{\{.*?\}\}`],
    ['key', String.raw`(?<=^\s*(?:- +)*)[\w./-]+(?=:(?:\s|$))`],
    ['string', quoted],
    ['keyword', decision],
    ['number', number],
  ],
  json: [
    ['key', String.raw`"(?:[^"\\]|\\.)*"(?=\s*:)`],
    ['string', quoted],
    ['keyword', decision],
    ['number', number],
  ],
  shell: [
    ['comment', String.raw`(?<=^|\s)#.*`],
    ['variable', String.raw`\$\{?\w+\}?`],
    ['key', String.raw`(?<=\s)--?[A-Za-z][\w-]*`],
    ['keyword', String.raw`(?<=^\s*|[|;]\s*)(?:curl|echo|deck|kubectl|export|for|do|done|cat)\b`],
    ['string', String.raw`"(?:[^"\\\n]|\\.)*"`],
    ['keyword', decision],
    ['number', number],
  ],
  hcl: [
    ['comment', String.raw`(?<=^|\s)(?:#|//).*`],
    ['keyword', String.raw`(?<=^\s*)(?:resource|variable|provider|terraform|data|output|locals)\b`],
    ['key', String.raw`(?<=^\s*)[\w-]+(?=\s*=)`],
    ['variable', String.raw`\bvar\.\w+`],
    ['string', quoted],
    ['keyword', decision],
    ['number', number],
  ],
  text: [],
}

/** Splits a text into coloured pieces that join to exactly that text. */
export function tokenise(text: string, language: Language): Token[] {
  const kinds = rules[language]
  if (kinds.length === 0) return [{ kind: 'plain', text }]
  const pattern = new RegExp(kinds.map(([, source]) => `(${source})`).join('|'), 'gm')
  const tokens: Token[] = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    if (match[0] === '') continue
    if (match.index > end) tokens.push({ kind: 'plain', text: text.slice(end, match.index) })
    const kind = kinds[match.slice(1).findIndex(group => group !== undefined)]?.[0] ?? 'plain'
    tokens.push({ kind, text: match[0] })
    end = match.index + match[0].length
  }
  if (end < text.length) tokens.push({ kind: 'plain', text: text.slice(end) })
  return tokens
}
