/**
 * Kong's router hands regexes to Rust's regex crate. They are run by JavaScript here; what the two spell differently is
 * translated. Undefined when the pattern is none that both understand.
 */
export function rustRegex(pattern: string): RegExp | undefined {
  const { flags, rest } = leadingFlags(pattern.replaceAll('?P<', '?<'))
  const source = rest.replace(/\\A|\\z|\\x\{([0-9a-fA-F]+)\}|\[\[:(\^?)(\w+):\]\]/g, translate)
  // Rust's regex crate has neither look-around nor back references.
  if (/\(\?<?[=!]|\\[1-9]/.test(source)) return undefined
  try {
    return new RegExp(source, `${flags}u`)
  } catch {
    return sloppy(source, flags)
  }
}

/** Rust allows needless escapes such as `\-` or `\/`, which only JavaScript's non-Unicode mode allows. */
function sloppy(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags)
  } catch {
    return undefined
  }
}

function leadingFlags(pattern: string): { flags: string; rest: string } {
  const found = /^(\^?)\(\?([ims]+)\)/.exec(pattern)
  if (found === null) return { flags: '', rest: pattern }
  const [whole, caret = '', flags = ''] = found
  return { flags: [...new Set(flags)].join(''), rest: caret + pattern.slice(whole.length) }
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
  return members === undefined ? token : `[${negated ?? ''}${members}]`
}
