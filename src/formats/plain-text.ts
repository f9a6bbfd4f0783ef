/** A line's quoted pieces, which keep their signs, and no-break spaces. */
const QUOTED_OR_SPACE = /"(?:[^"\\\n$]|\\.|\$\{\{[^\n]*?\}\}|\$)*"|'[^'\n]*'|\u00a0/g

function spaced(text: string): string {
  return text.replaceAll('\u00a0', ' ')
}

/**
 * A pasted text as an editor would have written it: no byte order mark, `\n` at the end of each line, and spaces where
 * a copied web page has no-break spaces (outside of quotes, and in decK's templates). Lines keep their numbers.
 */
export function plainText(pasted: string): string {
  const text = pasted.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  if (!text.includes('\u00a0')) return text
  return text.replace(QUOTED_OR_SPACE, piece =>
    piece === '\u00a0' ? ' ' : piece.replace(/\$\{\{[^\n]*?\}\}/g, spaced),
  )
}
