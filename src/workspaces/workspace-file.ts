/** Everything that a browser keeps as one file, `*.mbstudio.json`. Variable values are not in a workspace, nor here. */
import { z } from 'zod'
import { type Snapshot, snapshot } from './kept-workspace.ts'
import { applicationKeys, cleanNames, type RemovedSecret, removeSecrets } from './remove-secrets.ts'
import { type WorkspaceContent, workspaceContent } from './workspace-content.ts'

const FILE_VERSION = 1
const FORMAT = 'metering-studio'

const fileSnapshot = snapshot.omit({ id: true })
/** Events of an imported workspace stay in the studio. */
const fileWorkspace = workspaceContent.omit({ delivery: true }).extend({
  changed_at: z.string(),
  snapshots: z.array(fileSnapshot).default([]),
})
export type FileWorkspace = z.infer<typeof fileWorkspace>

const header = z.object({ format: z.literal(FORMAT), version: z.int().min(1) })
const workspaceFile = header.extend({
  version: z.literal(FILE_VERSION),
  exported_at: z.string(),
  workspaces: z.array(fileWorkspace).min(1),
})

export interface ExportedWorkspace {
  content: WorkspaceContent
  changed_at: string
  snapshots: readonly Snapshot[]
}

export interface RemovedFromFile extends RemovedSecret {
  workspace: string
  /** The snapshot that held it; the workspace itself without one. */
  snapshot?: string
}

export interface WrittenFile {
  text: string
  /** Without secrets: what was removed. With them: what the file holds. */
  secrets: RemovedFromFile[]
}

export type FileReading = { workspaces: FileWorkspace[] } | { problem: string }

function fileEntry(exported: ExportedWorkspace, secrets: 'removed' | 'kept') {
  const { content, changed_at, snapshots } = exported
  const { name, gateway_release, subject_format, upstreams, applications } = content
  const beside = applicationKeys(content)
  const found = removeSecrets(content.text, beside.keys)
  const inSnapshots = snapshots.map(taken => ({ taken, found: removeSecrets(taken.text) }))
  const keep = secrets === 'kept'
  return {
    entry: {
      name: keep ? name : found.clean(name),
      gateway_release,
      subject_format,
      upstreams: keep ? upstreams : cleanNames(upstreams, found.clean),
      // An application is nothing without its keys.
      ...(keep && applications && { applications }),
      changed_at,
      text: keep ? content.text : found.text,
      snapshots: inSnapshots.map(({ taken, found: inTaken }) => ({
        name: keep ? taken.name : inTaken.clean(found.clean(taken.name)),
        taken_at: taken.taken_at,
        gateway_release: taken.gateway_release,
        text: keep ? taken.text : found.clean(inTaken.text),
      })),
    },
    found: [
      ...[...found.removed, ...beside.removed].map(place => ({ workspace: name, ...place })),
      ...inSnapshots.flatMap(({ taken, found: { removed } }) =>
        removed.map(place => ({ workspace: name, snapshot: taken.name || taken.taken_at, ...place })),
      ),
    ],
  }
}

/** The file, its secrets removed unless they are to be kept. `exportedAt` is RFC 3339. */
export function writeWorkspaceFile(
  workspaces: readonly ExportedWorkspace[],
  { exportedAt, secrets }: { exportedAt: string; secrets: 'removed' | 'kept' },
): WrittenFile {
  const entries = workspaces.map(workspace => fileEntry(workspace, secrets))
  const file = {
    format: FORMAT,
    version: FILE_VERSION,
    exported_at: exportedAt,
    workspaces: entries.map(({ entry }) => entry),
  }
  return { text: `${JSON.stringify(file, null, 2)}\n`, secrets: entries.flatMap(({ found }) => found) }
}

/** The line and column, from 1, that an engine's message names by its position. */
function placeIn(text: string, message: string): string {
  const position = /position (\d+)/.exec(message)?.[1]
  if (position === undefined || message.includes('line ')) return ''
  const before = text.slice(0, Number(position)).split('\n')
  return ` (line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`
}

function parseJson(text: string): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const how = 'Export it again: the file may have been cut off or edited.'
    return { problem: `This is not valid JSON: ${message}${placeIn(text, message)}. ${how}` }
  }
}

/** The places that a schema refuses: `workspaces[0].gateway_release: Invalid option …`. */
function refusal(error: z.ZodError): string {
  const shown = error.issues.slice(0, 5).map(({ path, message }) => {
    const place = path.reduce<string>((text, step) => {
      if (typeof step === 'number') return `${text}[${step}]`
      return text === '' ? String(step) : `${text}.${String(step)}`
    }, '')
    return `\`${place}\`: ${message}`
  })
  const more = error.issues.length - shown.length
  return shown.join('; ') + (more > 0 ? `; and ${more} more` : '')
}

/** Reads an exported file. What is wrong with it is said with its place. */
export function readWorkspaceFile(text: string): FileReading {
  const json = parseJson(text)
  if ('problem' in json) return json
  const head = header.safeParse(json.value)
  if (!head.success) {
    const problem = `This is JSON, but not a file of this studio's workspaces: it needs \`"format": "${FORMAT}"\` and a \`version\`. A configuration is added by Import.`
    return { problem }
  }
  if (head.data.version > FILE_VERSION) {
    const problem = `A newer studio wrote this file (version ${head.data.version}; this one reads ${FILE_VERSION}). Update the studio.`
    return { problem }
  }
  const file = workspaceFile.safeParse(json.value)
  if (file.success) return { workspaces: file.data.workspaces }
  return { problem: `The file has values that the studio does not know. ${refusal(file.error)}.` }
}
