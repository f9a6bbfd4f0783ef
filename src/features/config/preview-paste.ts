/** What a paste is and what it would change; the readers of foreign formats are loaded when they are first needed. */
import type { Change } from '#formats/merge.ts'
import { tutorial } from '#plugin/examples.ts'
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

const verbs: Record<Change['kind'], string> = { add: 'Adds', replace: 'Changes', same: 'Already there:' }

function sentence({ kind, entity, name }: Change): string {
  const noun = entity in nouns ? nouns[entity] : entity
  return `${verbs[kind]} ${noun} ${name}`
}

const nouns: Record<string, string> = {
  service: 'Service',
  route: 'Route',
  consumer: 'Consumer',
  plugin: 'plugin',
}

/** Why a text is not even put into the box, where it would stop the page; undefined when it is. */
export function tooLarge(pasted: string): PastePreview | undefined {
  if (pasted.length <= PASTE_LIMIT) return undefined
  const size = (pasted.length / 1e6).toFixed(1)
  return refused(
    `The paste has ${size} million characters; the studio reads up to ${PASTE_LIMIT / 1e6} million. Nothing was changed.`,
  )
}

/** Reads a paste and puts it into a copy of the document. */
export async function previewPaste(documentText: string, pasted: string): Promise<PastePreview> {
  const [{ importText }, { mergeImport }] = await Promise.all([
    import('#formats/import-text.ts'),
    import('#formats/merge.ts'),
  ])
  const reading = importText(pasted)
  const notes = reading.notes.map(({ line, message }) => `Line ${line}: ${message}`)
  if (reading.blocks.length === 0)
    return refused('There is no configuration in this text that the studio knows.', { notes })
  const { text, changes } = mergeImport(documentText, reading)
  const read = { detected: reading.detected, changes: changes.map(sentence), notes }
  if (text !== documentText) return { ...read, text }
  return refused(
    changes.length === 0
      ? 'The document is not valid YAML, so that nothing can be added to it. Mend it in the source first.'
      : 'The document says all of this already.',
    read,
  )
}

async function added(documentText: string, texts: readonly string[]): Promise<string> {
  let document = documentText
  for (const text of texts) document = (await previewPaste(document, text)).text ?? document
  return document
}

/** The document with the tutorial's four state files in it. */
export function tutorialText(documentText: string): Promise<string> {
  return added(
    documentText,
    tutorial.stateFiles.map(file => file.text),
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
