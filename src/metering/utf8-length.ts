const MOST_BYTES_OF_UNIT = 3

const encoder = new TextEncoder()
let room = new Uint8Array(4096)

/** How many bytes a text has in UTF-8: what Kong's queue counts is the length of a Lua string. */
export function utf8Length(text: string): number {
  const needed = text.length * MOST_BYTES_OF_UNIT
  if (room.length < needed) room = new Uint8Array(needed)
  return encoder.encodeInto(text, room).written
}
