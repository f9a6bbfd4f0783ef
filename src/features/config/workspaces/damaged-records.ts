/** What the user can do with records that cannot be read. */
import { notifyError } from '#ui/notify.ts'
import { saveFile } from '#ui/save-file.ts'
import { browserLibrary } from './browser-library.ts'
import { useStorageState } from './storage-state.ts'

/** Saves every record as it is kept, secrets and all, as a file that a person can read. */
export async function downloadKept(): Promise<void> {
  const library = await browserLibrary()
  const records = Object.fromEntries(await library.raw())
  const text = JSON.stringify(records, null, 2)
  saveFile('metering-studio-browser-storage.json', new Blob([text], { type: 'application/json' }))
}

export async function discardDamaged(): Promise<void> {
  const library = await browserLibrary()
  try {
    const { damaged } = await library.contents()
    for (const { key } of damaged) await library.discard(key)
    useStorageState.setState({ damaged: 0 })
  } catch (error) {
    await notifyError(`Not discarded: ${error instanceof Error ? error.message : String(error)}`)
  }
}
