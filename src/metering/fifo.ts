/** First in, first out, with both ends in constant time. */
export interface Fifo<Item> {
  readonly length: number
  push(item: Item): void
  /** The oldest item, taken out; undefined when there is none. */
  shift(): Item | undefined
}

/** Taken places are given back in blocks of at least this many. */
const COMPACT_FROM = 1024

export function createFifo<Item>(): Fifo<Item> {
  let items: (Item | undefined)[] = []
  let head = 0
  return {
    get length() {
      return items.length - head
    },
    push(item) {
      items.push(item)
    },
    shift() {
      if (head === items.length) return undefined
      const item = items[head]
      items[head] = undefined
      head += 1
      if (head >= COMPACT_FROM && head * 2 >= items.length) {
        items = items.slice(head)
        head = 0
      }
      return item
    },
  }
}
