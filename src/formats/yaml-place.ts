/** Finds what stands at a path of a YAML tree. */
import { isMap, isSeq, type Node, type Pair, type YAMLMap } from 'yaml'
import type { DocumentPath } from '#entities/gateway-state.ts'
import type { MaskedText } from './mask.ts'
import { itemAt, itemCount } from './yaml-list.ts'
import { keyText, pairsOf } from './yaml-value.ts'

/** A node with the key it stands under (none in a list or at the top). */
export interface Place {
  node: Node | null
  key: Node | null
  /** The collection that holds the node, with the node's pair if that is a map. */
  parent?: Node
  pair?: Pair<Node, Node | null>
}

const keyIndexes = new WeakMap<YAMLMap, Map<string, Pair<Node, Node | null>>>()

/** The pair of a key, the last one where it stands twice. A large map is indexed once, so that many look-ups stay quick. */
function pairOf(map: YAMLMap, name: string, masked: MaskedText): Pair<Node, Node | null> | undefined {
  if (map.items.length < 20) return pairsOf(map).findLast(({ key }) => keyText(key, masked) === name)
  const index = keyIndexes.get(map) ?? new Map(pairsOf(map).map(pair => [keyText(pair.key, masked), pair]))
  keyIndexes.set(map, index)
  return index.get(name)
}

function childPlace(parent: Node, step: string | number, masked: MaskedText): Place | undefined {
  if (isMap(parent)) {
    const pair = pairOf(parent, String(step), masked)
    return pair === undefined ? undefined : { node: pair.value, key: pair.key, parent, pair }
  }
  if (!isSeq(parent) || typeof step !== 'number' || step >= itemCount(parent) || step < 0) return undefined
  return { node: itemAt(parent, step), key: null, parent }
}

export function placeIn(root: Node | null, path: DocumentPath, masked: MaskedText): Place | undefined {
  let place: Place | undefined = { node: root, key: null }
  for (const step of path) {
    if (place?.node == null) return undefined
    place = childPlace(place.node, step, masked)
  }
  return place
}
