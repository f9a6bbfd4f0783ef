/** What a paste is and what it would change; the readers of foreign formats are loaded when they are first needed. */
import type { Change } from '#formats/merge.ts'
import { tutorial } from '#plugin/examples.ts'
import { type PastePreview, refused } from './preview-paste.ts'

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
