import { useId, useState } from 'react'
import type { DocumentPath } from '#entities/gateway-state.ts'
import type { TextRange } from '#formats/diagnostic.ts'
import { editDocument } from '#formats/edit-document.ts'
import { isVariableName, variable, variableValueProblem } from '#plugin/variables.ts'
import { Badge } from '#ui/badge.tsx'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { Input } from '#ui/input.tsx'
import { pathText, valueAt } from './document-path.ts'
import type { Document } from './use-document.ts'
import { useSetVariable } from './variable-value.tsx'
import styles from './variables-panel.module.css'

interface LiteralTokenProps {
  path: DocumentPath
  /** The variables that there are. */
  names: readonly string[]
  document: Document
  onJump: (range: TextRange) => void
  change: (text: string, said: string) => void
}

/** A token in clear text, to be made a variable; the rehearsal keeps its value. */
export function LiteralToken({ path, names, document, onJump, change }: LiteralTokenProps) {
  const id = useId()
  const [text, setText] = useState('AUTH_TOKEN')
  const save = useSetVariable()
  const { reading } = document
  const range = reading.rangeOf(path)
  const name = text.trim().replace(/^DECK_/, '')
  const problem = isVariableName(name)
    ? undefined
    : 'Letters, digits and `_`, beginning with no digit: `AUTH_TOKEN`.'
  const convert = () => {
    if (problem !== undefined) return
    const token = valueAt(reading.value, path)
    if (typeof token === 'string' && !names.includes(name) && variableValueProblem(token) === undefined)
      save.mutate({ name, value: token })
    change(editDocument(document.text, path, variable(name)), `The token is now DECK_${name}`)
  }
  return (
    <section className={styles.variable} aria-labelledby={id}>
      <div className={styles.row}>
        <h3 id={id}>
          <code>{pathText(path)}</code>
        </h3>
        <Badge tone="warn" glyph="⚠">
          In clear text
        </Badge>
        {range && (
          <button type="button" className={styles.use} onClick={() => onJump(range)}>
            Line {range.line}
          </button>
        )}
      </div>
      <Field
        label="Name of the variable"
        hint={
          names.includes(name)
            ? `DECK_${name} is a variable already: its value takes the token's place.`
            : `The document then has DECK_${name}. The token stays its value for the rehearsal, in memory only.`
        }
        problems={problem === undefined ? [] : [{ severity: 'error', message: problem }]}
      >
        {control => (
          <form
            className={styles.row}
            onSubmit={event => {
              event.preventDefault()
              convert()
            }}
          >
            <Input {...control} mono value={text} onChange={event => setText(event.target.value)} />
            <Button type="submit" disabledReason={problem && 'Choose another name'}>
              Make it a variable
            </Button>
          </form>
        )}
      </Field>
    </section>
  )
}
