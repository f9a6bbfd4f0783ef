/** The indentation of lines that were copied out of a list. */

/** The spaces and tabs that a line starts with. */
export function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? ''
}

/** The indentation that all lines share; blank ones do not count. */
export function commonIndent(text: string): string {
  let common: string | undefined
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const indent = indentOf(line)
    common ??= indent
    while (!indent.startsWith(common)) common = common.slice(0, -1)
  }
  return common ?? ''
}

/** The text without an indentation. Blank lines stay as they are, so that offsets up to the first word do. */
export function dedented(text: string, indent: string): string {
  if (indent === '') return text
  return text.replace(new RegExp(`^${indent}(?=.*\\S)`, 'gm'), '')
}
