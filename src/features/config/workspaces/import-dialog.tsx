import { useQueryClient } from '@tanstack/react-query'
import { FolderOpen } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { Field } from '#ui/field.tsx'
import { InlineCode } from '#ui/inline-code.tsx'
import { Checkbox } from '#ui/input.tsx'
import { notifyAction } from '#ui/notify.ts'
import { freeName } from '#workspaces/kept-workspace.ts'
import { type FileReading, type FileWorkspace, readWorkspaceFile } from '#workspaces/workspace-file.ts'
import { browserLibrary } from './browser-library.ts'
import styles from './import-dialog.module.css'
import { timeText } from './time-text.ts'
import { attempt } from './use-workspace-actor.ts'
import { allWorkspaces } from './workspace-actions.ts'
import { useWorkspaceDialog } from './workspace-dialog-state.ts'

type Preview = { problem: string } | { file: string; workspaces: (FileWorkspace & { addedAs: string })[] }

/** Reads a file of workspaces, shows what is in it, and adds what is chosen. Nothing is ever replaced. */
export function ImportDialog({ file: opened }: { file: File | undefined }) {
  const { close, show } = useWorkspaceDialog()
  const queries = useQueryClient()
  const [preview, setPreview] = useState<Preview>()
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set())
  const read = async (file: File) => {
    const reading = readWorkspaceFile(await file.text())
    setLeft(new Set())
    setPreview(await previewOf(file.name, reading))
  }
  const latest = useRef(read)
  latest.current = read
  useEffect(() => {
    if (opened !== undefined) void attempt('The file cannot be read', () => latest.current(opened))
  }, [opened])
  const chosen =
    preview !== undefined && 'workspaces' in preview
      ? preview.workspaces.filter((_, at) => !left.has(at))
      : []
  const add = () =>
    attempt('Not added', async () => {
      const ids = await addWorkspaces(chosen)
      const undo = () =>
        attempt('Not taken back', async () => {
          const library = await browserLibrary()
          await Promise.all(ids.map(id => library.remove(id)))
          await queries.invalidateQueries({ queryKey: ['workspaces'] })
        })
      await queries.invalidateQueries({ queryKey: ['workspaces'] })
      show({ name: 'workspaces' })
      await notifyAction(`Added ${counted(ids.length, 'workspace')}`, { label: 'Undo', run: undo })
    })
  return (
    <Dialog
      title="Import workspaces"
      open
      onClose={close}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            variant="primary"
            onClick={add}
            disabledReason={chosen.length === 0 ? 'Open a file and choose what to add' : undefined}
          >
            Add {counted(chosen.length, 'workspace')}
          </Button>
        </>
      }
    >
      <p className={styles.lead}>
        Opens a file of <strong>Export everything…</strong> What it holds is added; nothing is replaced.
      </p>
      <FileButton onFile={file => attempt('The file cannot be read', () => read(file))} />
      {preview !== undefined && 'problem' in preview && (
        <Banner tone="danger">
          <InlineCode text={preview.problem} />
        </Banner>
      )}
      {preview !== undefined && 'workspaces' in preview && (
        <fieldset className={styles.list}>
          <legend>{preview.file}</legend>
          {preview.workspaces.map((workspace, at) => (
            <Field key={workspace.addedAs} label={workspace.addedAs} hint={hintOf(workspace)} inline>
              {control => (
                <Checkbox {...control} checked={!left.has(at)} onChange={() => setLeft(toggled(left, at))} />
              )}
            </Field>
          ))}
        </fieldset>
      )}
    </Dialog>
  )
}

function toggled(numbers: ReadonlySet<number>, number: number): ReadonlySet<number> {
  const result = new Set(numbers)
  if (!result.delete(number)) result.add(number)
  return result
}

async function previewOf(file: string, reading: FileReading): Promise<Preview> {
  if ('problem' in reading) return reading
  const taken = (await allWorkspaces()).map(({ name }) => name)
  const workspaces = reading.workspaces.map(workspace => {
    const addedAs = freeName(workspace.name, taken)
    taken.push(addedAs)
    return { ...workspace, addedAs }
  })
  return { file, workspaces }
}

function hintOf({
  name,
  addedAs,
  text,
  gateway_release,
  snapshots,
  changed_at,
}: FileWorkspace & { addedAs: string }) {
  const renamed = addedAs === name ? '' : ` · the name ${name} is taken`
  const lines = text === '' ? 0 : text.split('\n').length
  const held = `${counted(lines, 'line')} · gateway ${gateway_release} · ${counted(snapshots.length, 'snapshot')}`
  return `${held} · changed ${timeText(changed_at)}${renamed}`
}

/** Gives the ids of the new workspaces. The server gets each one when it is opened. */
async function addWorkspaces(chosen: readonly (FileWorkspace & { addedAs: string })[]): Promise<string[]> {
  const library = await browserLibrary()
  const added = chosen.map(({ snapshots, changed_at, addedAs, ...content }) => ({
    workspace: {
      id: crypto.randomUUID(),
      content: { ...content, name: addedAs, delivery: 'studio' as const },
      changed_at,
      unsaved: true,
    },
    snapshots: snapshots.map(taken => ({ ...taken, id: crypto.randomUUID() })),
  }))
  for (const { workspace, snapshots } of added) await library.add(workspace, snapshots)
  return added.map(({ workspace }) => workspace.id)
}

function FileButton({ onFile }: { onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,application/json"
        aria-label="File of workspaces"
        onChange={event => {
          const file = event.target.files?.[0]
          if (file !== undefined) onFile(file)
          // Else the same file could not be opened again.
          event.target.value = ''
        }}
      />
      <Button icon={<FolderOpen aria-hidden="true" />} onClick={() => input.current?.click()}>
        Open a file…
      </Button>
    </>
  )
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
