/** Picks top-level members of a JSON object out of its passing text: the rest is looked at and not kept. */

/** A member's value may be that long; a longer one counts as absent. */
const MAX_VALUE_LENGTH = 65_536
const MAX_KEY_LENGTH = 64

export interface JsonMembers {
  /** The next piece of the text, cut anywhere. */
  read(text: string): void
  /** The value of a member that was read to its end; the last one of a repeated key. */
  get(name: string): unknown
}

/** The members of these names. Text that is no JSON object has none. */
export function createJsonMembers(names: ReadonlySet<string>): JsonMembers {
  const values = new Map<string, unknown>()
  let depth = 0
  let inString = false
  let escaped = false
  /** The text of the top-level key, while one is read or waits for its colon. */
  let key: string | undefined
  let expectsKey = false
  let capturing: string | undefined
  let captured = ''

  function endValue(): void {
    if (capturing !== undefined && captured.length <= MAX_VALUE_LENGTH) {
      values.set(capturing, parsed(captured))
    }
    capturing = undefined
    captured = ''
  }

  function inText(character: string): void {
    if (escaped) escaped = false
    else if (character === '\\') escaped = true
    else if (character === '"') inString = false
    if (key !== undefined && inString && key.length < MAX_KEY_LENGTH) key += character
  }

  function beginText(): void {
    inString = true
    if (depth !== 1 || !expectsKey) return
    expectsKey = false
    key = ''
  }

  function beginValue(): void {
    if (depth !== 1 || key === undefined) return
    const name = parsed(`"${key}"`)
    key = undefined
    if (typeof name === 'string' && names.has(name)) capturing = name
  }

  function structure(character: string): void {
    switch (character) {
      case '"':
        beginText()
        break
      case '{':
      case '[':
        depth += 1
        expectsKey = depth === 1 && character === '{'
        break
      case '}':
      case ']':
        if (depth === 1) endValue()
        depth -= 1
        break
      case ',':
        if (depth !== 1) break
        endValue()
        expectsKey = true
        break
    }
  }

  function capture(character: string): void {
    // What stands behind a top-level value is no part of it.
    const ends = !inString && depth === 1 && (character === ',' || character === '}')
    if (!ends && captured.length <= MAX_VALUE_LENGTH) captured += character
  }

  function read(text: string): void {
    for (const character of text) {
      if (capturing !== undefined) capture(character)
      if (inString) inText(character)
      else if (character === ':') beginValue()
      else structure(character)
    }
  }

  return { read, get: name => values.get(name) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
