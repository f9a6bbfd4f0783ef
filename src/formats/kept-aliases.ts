/** What is edited away may be anchored: what refers to it elsewhere keeps its value. */
import { type Alias, isAlias, type Node, visit } from 'yaml'
import type { TextEdit } from './diagnostic.ts'
import { flowText, scalarText } from './yaml-fragment.ts'
import type { YamlSource } from './yaml-source.ts'

/** Edits that write the value in place of every alias whose anchor the given edits take away. */
export function keptAliases(source: YamlSource, edits: readonly TextEdit[]): TextEdit[] {
  if (source.root === null || !edits.some(({ start, end }) => source.text.slice(start, end).includes('&')))
    return []
  const inEdit = (offset: number) => edits.some(({ start, end }) => offset >= start && offset < end)
  const anchors = new Map<string, number>()
  const found: TextEdit[] = []
  visit(source.root, {
    Node: (_, node) => {
      if (isAlias(node)) {
        const [start = 0, end = start] = node.range ?? []
        if (!inEdit(start) && inEdit(anchors.get(node.source) ?? -1))
          found.push({ start, end, text: written(source, node) })
      } else if (node !== null && 'anchor' in node && node.anchor !== undefined) {
        anchors.set(node.anchor, source.text.lastIndexOf(`&${node.anchor}`, (node as Node).range?.[0] ?? 0))
      }
    },
  })
  return found
}

function written(source: YamlSource, alias: Alias): string {
  const value = source.valueOf(alias)
  return value !== null && typeof value === 'object' ? flowText(value) : scalarText(value, 'plain')
}
