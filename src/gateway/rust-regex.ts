/**
 * Kong's router hands regexes to Rust's regex crate. They are run by JavaScript here; what the two spell differently is
 * translated. Undefined when the pattern is none that both understand. (`\d`, `\w` and `\s` mean ASCII here.)
 */
export function rustRegex(pattern: string): RegExp | undefined {
  const source = scopeFlags(
    pattern.replaceAll('?P<', '?<').replace(/\\A|\\z|\\x\{([0-9a-fA-F]+)\}|\[:(\^?)(\w+):\]/g, translate),
  )
  // Rust's regex crate has neither look-around nor back references; `[:` is a class that was not translated.
  if (source === undefined || /\(\?<?[=!]|\\[1-9]|\[:/.test(source)) return undefined
  return compile(source, 'u') ?? compile(source, '')
}

/** Rust allows needless escapes such as `\-`, which JavaScript allows only without the flag u. */
function compile(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags)
  } catch {
    return undefined
  }
}

const classes: Record<string, string> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: '\\t\\n\\v\\f\\r ',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
}

function translate(token: string, ...groups: (string | undefined)[]): string {
  if (token === '\\A') return '^'
  if (token === '\\z') return '$'
  const [hex, negated, name] = groups
  if (hex !== undefined) return `\\u{${hex}}`
  const members = classes[name ?? '']
  return members === undefined || negated ? token : members
}

/** One token at a time: an escape, a class, flags for the rest of a group, a parenthesis or a bar. */
const TOKEN = /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?([a-z]*(?:-[a-z]+)?)\)|[()|]/gs

/**
 * `(?i)` holds in Rust until its group ends, across bars too. JavaScript has flags only for a group of their own:
 * `a(?i)b|c` becomes `a(?i:b)|(?i:c)`. Undefined for flags that JavaScript has not.
 */
function scopeFlags(pattern: string): string | undefined {
  // The flags in force at each depth, innermost last.
  const scopes: string[][] = [[]]
  let isKnown = true
  const close = () => ')'.repeat(scopes.at(-1)?.length ?? 0)
  const source = pattern.replace(TOKEN, (token, flags: string | undefined) => {
    if (flags !== undefined) {
      const kept = flags.replace('u', '')
      isKnown &&= /^[ims]*(-[ims]+)?$/.test(kept)
      if (kept === '') return ''
      scopes.at(-1)?.push(`(?${kept}:`)
      return `(?${kept}:`
    }
    if (token === '(') scopes.push([])
    if (token === '|') return `${close()}|${scopes.at(-1)?.join('') ?? ''}`
    if (token !== ')') return token
    const closed = `${close()})`
    scopes.pop()
    return closed
  })
  return isKnown ? source + close() : undefined
}
