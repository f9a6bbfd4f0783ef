/**
 * Cuts a state file into pieces that YAML reads alike alone and in their document: the pairs of its top-level map,
 * and the items of each list that stands there (`services:` and its `- name: …`).
 */

/** A piece of a text, whole lines. What stands before the first piece is comments and empty lines. */
export interface Cut {
  start: number
  end: number
  /** A pair with all of its value; the first item of a list, with the list's key before it; a further item. */
  kind: 'pair' | 'first-item' | 'item'
  /** The top-level key that the piece belongs to. */
  section: string
  /** How far the item's dash is indented. */
  indent: number
}

interface Section {
  name: string
  start: number
  /** Where the items of its list start; the first one counts from the key on. Empty when it is no list to be cut. */
  items: number[]
  indent: number
  /** `open` until the first line of the value tells. */
  form: 'open' | 'list' | 'whole'
}

const KEY = /([A-Za-z_][\w-]*):(?=[ \r\n]|$)/y
/** Nothing but a comment after a key: its value starts on another line. */
const BARE = /[ ]*(?:[ ]#[^\n]*|\r)?(?=\n|$)/y

const SPACE = 32
const DASH = 45
const HASH = 35
/** Tab, line feed, carriage return, space, or nothing at all. */
const isWhite = (code: number) =>
  code === SPACE || code === 9 || code === 10 || code === 13 || Number.isNaN(code)

function sectionAt(text: string, start: number): Section | undefined {
  KEY.lastIndex = start
  const name = KEY.exec(text)?.[1]
  if (name === undefined) return undefined
  BARE.lastIndex = KEY.lastIndex
  return { name, start, items: [], indent: 0, form: BARE.test(text) ? 'open' : 'whole' }
}

/** Takes a line of a section's value into account. */
function readLine(section: Section, line: { start: number; indent: number; isItem: boolean }): void {
  const { start, indent, isItem } = line
  if (section.form === 'whole') return
  if (section.form === 'open') {
    section.form = isItem ? 'list' : 'whole'
    section.indent = indent
    section.items = isItem ? [section.start] : []
  } else if (indent === section.indent && isItem) section.items.push(start)
  else if (indent <= section.indent) section.form = 'whole'
}

function cutsOf({ name, start, items, indent, form }: Section, end: number): Cut[] {
  if (form !== 'list') return [{ start, end, kind: 'pair', section: name, indent: 0 }]
  return items.map((from, index) => ({
    start: from,
    end: items[index + 1] ?? end,
    kind: index === 0 ? 'first-item' : 'item',
    section: name,
    indent,
  }))
}

function indentAt(text: string, start: number): number {
  let at = start
  while (text.charCodeAt(at) === SPACE) at += 1
  return at - start
}

/** Only white space or a comment on the rest of the line. */
function saysNothing(text: string, from: number): boolean {
  let at = from
  for (let code = text.charCodeAt(at); isWhite(code); code = text.charCodeAt(++at)) {
    if (code === 10 || Number.isNaN(code)) return true
  }
  return text.charCodeAt(at) === HASH
}

/** The sections of a text, in order; undefined where a line at the margin is none of what a state file has there. */
function sectionsOf(text: string): Section[] | undefined {
  const sections: Section[] = []
  for (let start = 0; start < text.length; start = lineAfter(text, start)) {
    const indent = indentAt(text, start)
    if (saysNothing(text, start + indent)) continue
    const isItem = text.charCodeAt(start + indent) === DASH && isWhite(text.charCodeAt(start + indent + 1))
    if (indent === 0 && !isItem) {
      const section = sectionAt(text, start)
      if (section === undefined) return undefined
      sections.push(section)
      continue
    }
    const section = sections.at(-1)
    if (section === undefined) return undefined
    readLine(section, { start, indent, isItem })
  }
  return sections
}

function lineAfter(text: string, start: number): number {
  const end = text.indexOf('\n', start)
  return end === -1 ? text.length : end + 1
}

/** Cuts a text; undefined when it cannot be cut: no block map, several documents, a key twice. */
export function cutYaml(text: string): Cut[] | undefined {
  const sections = sectionsOf(text)
  if (sections === undefined || sections.length === 0) return undefined
  if (new Set(sections.map(({ name }) => name)).size < sections.length) return undefined
  return sections.flatMap((section, index) => cutsOf(section, sections[index + 1]?.start ?? text.length))
}
