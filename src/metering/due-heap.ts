/** Items by the time at which they are due, the earliest first; of equal times, the one added first. */
export interface DueHeap<Item> {
  readonly length: number
  /** When the first item is due; Infinity when there is none. */
  readonly dueAt: number
  add(item: Item, dueAt: number): void
  /** The first item, taken out, if it is due at `at`. */
  takeDue(at: number): Item | undefined
}

interface Node<Item> {
  item: Item
  dueAt: number
  order: number
}

export function createDueHeap<Item>(): DueHeap<Item> {
  const nodes: Node<Item>[] = []
  let order = 0
  return {
    get length() {
      return nodes.length
    },
    get dueAt() {
      return nodes[0]?.dueAt ?? Number.POSITIVE_INFINITY
    },
    add(item, dueAt) {
      order += 1
      nodes.push({ item, dueAt, order })
      siftUp(nodes)
    },
    takeDue(at) {
      const first = nodes[0]
      if (first === undefined || first.dueAt > at) return undefined
      const last = nodes.pop()
      if (last !== undefined && last !== first) siftDown(nodes, last)
      return first.item
    },
  }
}

function isBefore<Item>(one: Node<Item>, other: Node<Item>): boolean {
  return one.dueAt < other.dueAt || (one.dueAt === other.dueAt && one.order < other.order)
}

/** Moves the last node up to its place. */
function siftUp<Item>(nodes: Node<Item>[]): void {
  let index = nodes.length - 1
  const node = nodes[index]
  while (node !== undefined && index > 0) {
    const parentIndex = (index - 1) >> 1
    const parent = nodes[parentIndex]
    if (parent === undefined || !isBefore(node, parent)) return
    nodes[index] = parent
    nodes[parentIndex] = node
    index = parentIndex
  }
}

/** Puts the node at the root and moves it down to its place. */
function siftDown<Item>(nodes: Node<Item>[], node: Node<Item>): void {
  let index = 0
  nodes[0] = node
  for (;;) {
    const child = earlierChild(nodes, index)
    const childNode = nodes[child]
    if (childNode === undefined || !isBefore(childNode, node)) return
    nodes[index] = childNode
    nodes[child] = node
    index = child
  }
}

function earlierChild<Item>(nodes: readonly Node<Item>[], parent: number): number {
  const left = 2 * parent + 1
  const leftNode = nodes[left]
  const rightNode = nodes[left + 1]
  return leftNode !== undefined && rightNode !== undefined && isBefore(rightNode, leftNode) ? left + 1 : left
}
