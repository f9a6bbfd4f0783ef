/** Lists whose items are made when they are asked for, so that a large document's are not all made at every keystroke. */
import { type Node, YAMLSeq } from 'yaml'

/** From, to the end of the value, to the end of what belongs to it: the `range` of a node. */
export type NodeRange = [number, number, number]

interface ListItem {
  range: NodeRange | undefined
  node: () => Node | null
}

const lists = new WeakMap<YAMLSeq, readonly ListItem[]>()

/** A list like any other, whose `items` are made when they are first read. */
export function lazyList(range: NodeRange, items: readonly ListItem[]): YAMLSeq {
  const list = new YAMLSeq()
  list.range = range
  let made: (Node | null)[] | undefined
  Object.defineProperty(list, 'items', {
    get() {
      made ??= items.map(({ node }) => node())
      return made
    },
  })
  lists.set(list, items)
  return list
}

export function itemCount(list: YAMLSeq): number {
  return (lists.get(list) ?? list.items).length
}

/** One item, without making the others. */
export function itemAt(list: YAMLSeq, index: number): Node | null {
  const items = lists.get(list)
  return items === undefined ? ((list.items[index] ?? null) as Node | null) : (items[index]?.node() ?? null)
}

/** The index of the first item that covers an offset; -1 where none does. */
export function itemCovering(list: YAMLSeq, offset: number): number {
  const ranges = lists.get(list) ?? (list.items as (Node | null)[]).map(item => ({ range: item?.range }))
  return ranges.findIndex(({ range }) => range != null && offset >= range[0] && offset <= range[1])
}
