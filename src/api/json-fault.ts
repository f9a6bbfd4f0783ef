/** Where a text stops being JSON (RFC 8259). JavaScript engines say it in their own ways, or not at all. */

export interface JsonFault {
  /** From 1. */
  line: number
  /** From 1, in UTF-16 units. */
  column: number
  /** What could have stood there. */
  expected: string
}

type Expecting = 'value' | 'value or ]' | 'name or }' | 'name' | ':' | ', or ]' | ', or }' | 'the end'

const words: Record<Expecting, string> = {
  value: 'a value',
  'value or ]': 'a value or ]',
  'name or }': 'a property name in double quotes or }',
  name: 'a property name in double quotes',
  ':': 'a colon',
  ', or ]': 'a comma or ]',
  ', or }': 'a comma or }',
  'the end': 'nothing more',
}

const space = /[ \t\n\r]*/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in strings.
const text = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/y
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/** The first fault of a text that `JSON.parse` refuses. */
export function findJsonFault(source: string): JsonFault {
  const open: ('[' | '{')[] = []
  let expecting: Expecting = 'value'
  let at = 0
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at
    const found = pattern.exec(source)?.[0]
    at += found?.length ?? 0
    return found
  }
  for (;;) {
    take(space)
    const next: Expecting | undefined = steps[expecting](source[at] ?? '', {
      open,
      take,
      skip: () => (at += 1),
    })
    if (next === undefined || at >= source.length) {
      return { ...position(source, at), expected: words[next ?? expecting] }
    }
    expecting = next
  }
}

interface Reader {
  open: ('[' | '{')[]
  take(pattern: RegExp): string | undefined
  skip(): void
}

type Expected = (character: string, reader: Reader) => Expecting | undefined

/** What is expected after the token at hand; undefined when the token is not one that was expected. */
const steps: Record<Expecting, Expected> = {
  value,
  'value or ]': (character, reader) => (character === ']' ? close(reader) : value(character, reader)),
  name,
  'name or }': (character, reader) => (character === '}' ? close(reader) : name(character, reader)),
  ':': (character, reader) => (character === ':' ? after(reader, 'value') : undefined),
  ', or ]': (character, reader) => (character === ']' ? close(reader) : comma(character, reader, 'value')),
  ', or }': (character, reader) => (character === '}' ? close(reader) : comma(character, reader, 'name')),
  'the end': () => undefined,
}

function value(character: string, reader: Reader): Expecting | undefined {
  if (character === '[' || character === '{') {
    reader.open.push(character)
    return after(reader, character === '[' ? 'value or ]' : 'name or }')
  }
  return reader.take(character === '"' ? text : scalar) === undefined ? undefined : following(reader)
}

function name(_: string, reader: Reader): Expecting | undefined {
  return reader.take(text) === undefined ? undefined : ':'
}

function comma(character: string, reader: Reader, next: Expecting): Expecting | undefined {
  return character === ',' ? after(reader, next) : undefined
}

function close(reader: Reader): Expecting {
  reader.open.pop()
  return after(reader, following(reader))
}

function following(reader: Reader): Expecting {
  const inside = reader.open.at(-1)
  if (inside === undefined) return 'the end'
  return inside === '[' ? ', or ]' : ', or }'
}

function after(reader: Reader, next: Expecting): Expecting {
  reader.skip()
  return next
}

function position(source: string, at: number): { line: number; column: number } {
  const before = source.slice(0, at)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: at - lineStart + 1 }
}
