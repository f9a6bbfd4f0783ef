/** What a paste comes to, and what can be told of it without reading it. */
import type { MeteringPlugin } from '#plugin/plugin.ts'
import { variable } from '#plugin/variables.ts'

export interface PastePreview {
  /** What the paste is: `decK state file in a shell command`; undefined when it is nothing that is known. */
  detected: string | undefined
  /** One sentence per entity that is added or replaced. */
  changes: string[]
  /** What was left out or could not be understood, and where. */
  notes: string[]
  /** Why nothing can be added. */
  problem?: string
  /** The document with the paste in it; undefined when there is nothing to add. */
  text: string | undefined
}

/** What the studio reads, in characters; more would stop the page. */
export const PASTE_LIMIT = 4_000_000

/** Whether a text is a shell command around a configuration, rather than a piece of a state file. */
export function looksWrapped(text: string): boolean {
  return /(?:^|\n)(?:\$ )?(?:echo\s+['"]|cat\s+<<|curl\s|kubectl\s|deck\s+gateway\s)/.test(
    text.trimStart().slice(0, 20_000),
  )
}

/** A preview that adds nothing, and says why. */
export function refused(problem: string, rest: Partial<PastePreview> = {}): PastePreview {
  return { detected: undefined, changes: [], notes: [], ...rest, problem, text: undefined }
}

/** Why a text is not even put into the box, where it would stop the page; undefined when it is. */
export function tooLarge(pasted: string): PastePreview | undefined {
  if (pasted.length <= PASTE_LIMIT) return undefined
  const size = (pasted.length / 1e6).toFixed(1)
  return refused(
    `The paste has ${size} million characters; the studio reads up to ${PASTE_LIMIT / 1e6} million. Nothing was changed.`,
  )
}

/** A metering plugin before anything was chosen: what has no default. */
export const emptyPlugin: MeteringPlugin = {
  scope: {},
  config: {
    ingest_endpoint: 'https://us.api.konghq.com/v3/openmeter/events',
    api_token: variable('AUTH_TOKEN'),
  },
}
