import { useMemo, useRef } from 'react'
import type { Hover } from '#formats/hover.ts'
import type { SourceAssist } from '#ui/source-props.ts'
import type { Document } from './use-document.ts'

/** What the rich editor can be asked about the document; the schema's help is loaded with the first question. */
export function useAssist(document: Document): SourceAssist {
  const latest = useRef(document)
  latest.current = document
  return useMemo(
    () => ({
      complete: async (text, offset) => {
        const { completionsAt } = await import('#formats/completions.ts')
        const { reading, release } = latest.current
        return completionsAt({ text, value: reading.value }, offset, release)
      },
      hover: async offset => {
        const { hoverAt } = await import('#formats/hover.ts')
        const { reading, release, text } = latest.current
        const hover = reading.text === text ? hoverAt(reading, offset, release) : undefined
        return hover && markdown(hover)
      },
    }),
    [],
  )
}

function markdown({ field, detail, documentation, reasons }: Hover): string {
  return [`\`${field}\`: ${detail}`, documentation, ...reasons].filter(part => part !== '').join('\n\n')
}
