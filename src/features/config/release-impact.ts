/** What another gateway release means for every metering plugin of the document. */
import { readDocument } from '#formats/document.ts'
import { type GatewayRelease, gatewayReleases } from '#plugin/release.ts'
import { releaseChanges } from '#plugin/release-changes.ts'
import { instanceName } from './instance-name.ts'

export interface ReleaseImpact {
  /** One for each plugin and field; `plugin` names the row where the document has several. */
  breaks: { message: string; line: number; plugin: string | undefined }[]
  /** Each said once for the whole document. */
  enables: string[]
  /** What could not be looked at: plugins with errors of their own, or the whole document. */
  unread: string[]
}

/**
 * Reads the document as the newest release, whose schema has every field of the earlier ones: so a field counts
 * even where the present release refuses it.
 */
export function releaseImpact(
  text: string,
  { from, to }: { from: GatewayRelease; to: GatewayRelease },
): ReleaseImpact {
  const { plugins, value, rangeOf } = readDocument(text, gatewayReleases.at(-1) ?? to)
  if (value === undefined && text.trim() !== '') return { breaks: [], enables: [], unread: ['the document'] }
  const rows = plugins.map(({ path, plugin }, index) => ({
    path,
    name: instanceName(value, path, index),
    changes: plugin && releaseChanges(plugin, from, to),
  }))
  const changes = rows.flatMap(({ path, name, changes: found = [] }) =>
    found.map(change => ({ ...change, name, line: rangeOf([...path, ...(change.path ?? [])])?.line ?? 1 })),
  )
  return {
    breaks: changes
      .toSorted((left, right) => left.line - right.line)
      .filter(({ kind }) => kind === 'breaks')
      .map(({ message, line, name }) => ({ message, line, plugin: rows.length > 1 ? name : undefined })),
    enables: [...new Set(changes.filter(({ kind }) => kind === 'enables').map(({ message }) => message))],
    unread: rows.filter(row => row.changes === undefined).map(({ name }) => name),
  }
}
