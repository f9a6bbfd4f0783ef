/**
 * Variables in config values. The studio's canonical form is decK's: `${{ env "DECK_NAME" }}` inside a string.
 * Each format renders a variable in its own way (decK template, shell `$NAME`, Terraform `var.name`).
 */

/** A piece of a config string: text as written, or a variable. */
export type ValuePart = { kind: 'text'; text: string } | { kind: 'variable'; name: string }

/** decK's env call; its prefix is not part of the variable's name (Kong's documents: DECK_AUTH_TOKEN and AUTH_TOKEN). */
const ENV_CALL = /\$\{\{\s*env\s+"(?:DECK_)?([A-Za-z_][A-Za-z0-9_]*)"\s*\}\}/g

/** Splits a config string into text and variables, in order. Text without a variable gives one text part. */
export function valueParts(value: string): ValuePart[] {
  if (!value.includes('${{')) return [{ kind: 'text', text: value }]
  const parts: ValuePart[] = []
  let end = 0
  for (const match of value.matchAll(ENV_CALL)) {
    if (match.index > end) parts.push({ kind: 'text', text: value.slice(end, match.index) })
    parts.push({ kind: 'variable', name: match[1] ?? '' })
    end = match.index + match[0].length
  }
  if (end < value.length || parts.length === 0) parts.push({ kind: 'text', text: value.slice(end) })
  return parts
}

/** The canonical form of a variable: `AUTH_TOKEN` → `${{ env "DECK_AUTH_TOKEN" }}`. decK demands the DECK_ prefix. */
export function variable(name: string): string {
  return `\${{ env "DECK_${name}" }}`
}

/** Whether the string is one variable and nothing else. */
export function isVariable(value: string): boolean {
  const [first, ...rest] = valueParts(value)
  return first?.kind === 'variable' && rest.length === 0
}

/** Whether the string is a vault reference, `{vault://…}`, which Kong resolves itself (referenceable fields). */
export function isVaultReference(value: string): boolean {
  return /^\{vault:\/\/[^}]+\}$/.test(value)
}

/** The names of all variables in a value and everything below it, each once, in order of appearance. */
export function variableNames(value: unknown): string[] {
  const names = new Set<string>()
  const visit = (node: unknown): void => {
    if (typeof node === 'string') {
      for (const part of valueParts(node)) if (part.kind === 'variable') names.add(part.name)
    } else if (node !== null && typeof node === 'object') {
      Object.values(node).forEach(visit)
    }
  }
  visit(value)
  return [...names]
}

/**
 * The value with its variables replaced. `undefined` when one of them has no value, because half a token is no token.
 */
export function resolveVariables(
  value: string,
  lookUp: (name: string) => string | undefined,
): string | undefined {
  let text = ''
  for (const part of valueParts(value)) {
    const piece = part.kind === 'text' ? part.text : lookUp(part.name)
    if (piece === undefined) return undefined
    text += piece
  }
  return text
}

/** Whether a name can be that of a variable, in decK's environment, a shell and Terraform alike. */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]{0,199}$/.test(name)
}

/** Why a text cannot be a variable's value; undefined when it can. */
export function variableValueProblem(value: string): string | undefined {
  if (/[\r\n]/.test(value)) {
    return 'A value is one line: a line break would end the header, the string or the line that it is put into.'
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(value))
    return 'A value has no control characters: no header, shell or YAML file carries them.'
  return undefined
}
