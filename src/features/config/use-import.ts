import { type RefObject, useState } from 'react'
import type { SourceHandle } from '#ui/source-props.ts'
import { looksWrapped } from './preview-paste.ts'

/** The import over the page: what it begins with, and whether it is meant to take the document's place. */
export function useImport(source: RefObject<SourceHandle | null>) {
  const [started, setStarted] = useState<{ pasted: string; replaces: boolean }>()
  return {
    /** Undefined while there is no import. */
    pasted: started?.pasted,
    replaces: started?.replaces ?? false,
    beginImport: (pasted: string) => setStarted({ pasted, replaces: false }),
    /** Takes what is pasted into the source if it is a command; who pastes over everything means to replace it. */
    importPaste: (pasted: string) => {
      if (!looksWrapped(pasted)) return false
      setStarted({ pasted, replaces: source.current?.selectsAll() ?? false })
      return true
    },
    endImport: () => setStarted(undefined),
  }
}
