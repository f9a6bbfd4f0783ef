/** Files that the user drops or opens, as one text to import. */
import { PASTE_LIMIT, tooLarge } from './preview-paste.ts'

/** What a file picker offers first. */
export const importedFiles = '.yaml,.yml,.json,.tf,.hcl,.sh,.ps1,.txt,.md'

/** How a file of workspaces begins (`writeWorkspaceFile`). Its name says less: a browser numbers a second download. */
const WORKSPACES = /^\uFEFF?\s*\{\s*"format":\s*"metering-studio"/

/** The first of the files that holds workspaces, which are no configuration. */
export async function workspacesFile(files: readonly File[]): Promise<File | undefined> {
  const heads = await Promise.all(files.map(file => file.slice(0, 200).text()))
  return files[heads.findIndex(head => WORKSPACES.test(head))]
}

export type FileText = { text: string } | { problem: string }

/** The files' texts, one after the other. Too large or binary ones are refused before anything reads them on. */
export async function fileText(files: readonly File[]): Promise<FileText> {
  const large = files.find(({ size }) => size > PASTE_LIMIT)
  if (large !== undefined) {
    const limit = `${PASTE_LIMIT / 1e6} MB`
    return {
      problem: `${large.name} has ${(large.size / 1e6).toFixed(1)} MB; the studio reads up to ${limit}.`,
    }
  }
  const texts = await Promise.all(files.map(file => file.text()))
  const binary = texts.findIndex(text => text.includes('\0'))
  if (binary !== -1) return { problem: `${files[binary]?.name} is not a text file.` }
  const text = texts.join('\n')
  const refused = tooLarge(text)?.problem
  return refused === undefined ? { text } : { problem: refused }
}
