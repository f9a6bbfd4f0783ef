import { useId, useState } from 'react'
import type { TextRange } from '#formats/diagnostic.ts'
import type { DocumentReading } from '#formats/document-reading.ts'
import {
  type DocumentVariable,
  documentVariables,
  nameForReference,
  renameVariable,
  replaceVariable,
  vaultReferenceFor,
} from '#formats/document-variables.ts'
import { isVariableName, variable } from '#plugin/variables.ts'
import { announce } from '#ui/announce.tsx'
import { Badge } from '#ui/badge.tsx'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { InlineCode } from '#ui/inline-code.tsx'
import { Input } from '#ui/input.tsx'
import { isBelow, pathText } from './document-path.ts'
import { LiteralToken } from './literal-token.tsx'
import { literalTokenPaths } from './literal-tokens.ts'
import type { Document } from './use-document.ts'
import { VariableForms } from './variable-forms.tsx'
import { VariableValue } from './variable-value.tsx'
import styles from './variables-panel.module.css'

interface VariablesPanelProps {
  document: Document
  /** Shows a place in the source. */
  onJump: (range: TextRange) => void
}

/** All variables of the document: where they stand, what each output makes of them, and their values for the rehearsal. */
export function VariablesPanel({ document, onJump }: VariablesPanelProps) {
  const { reading } = document
  const variables = documentVariables(reading)
  const names = variables.flatMap(found => (found.kind === 'env' ? found.name : []))
  const literals = literalTokenPaths(reading)
  const change = (text: string, said: string) => {
    document.change(text, 'variables')
    announce(`${said}. Undo takes it back.`)
  }
  const shared = { document, onJump, change }
  return (
    <div className={styles.panel}>
      {variables.length + literals.length === 0 && (
        <p>The document has no variables. A token in clear text is listed here, to be made one.</p>
      )}
      {literals.map(path => (
        <LiteralToken key={pathText(path)} path={path} names={names} {...shared} />
      ))}
      {variables.map(found =>
        found.kind === 'env' ? (
          <EnvVariable key={found.name} found={found} names={names} {...shared} />
        ) : (
          <VaultReference key={found.name} found={found} {...shared} />
        ),
      )}
      <p className={styles.note}>
        <InlineCode text="The outputs for the Konnect API and Terraform also read `$KONNECT_TOKEN` (`var.konnect_token`): Konnect's own access token, which is no part of the document." />
      </p>
    </div>
  )
}

interface Shared {
  document: Document
  onJump: (range: TextRange) => void
  change: (text: string, said: string) => void
}

function EnvVariable({ found, names, ...shared }: Shared & { found: DocumentVariable; names: string[] }) {
  const { document, change } = shared
  const { name } = found
  const reference = vaultReferenceFor(name)
  const [renaming, setRenaming] = useState(false)
  const toVault = found.uses.every(use => use.whole && isReferenceable(document.reading, use))
  return (
    <VariableSection name={`DECK_${name}`} kind="decK env" found={found} {...shared}>
      <VariableForms name={name} names={names} />
      <VariableValue name={name} />
      {renaming ? (
        <Rename
          name={name}
          names={names}
          onCancel={() => setRenaming(false)}
          onRename={next =>
            change(renameVariable(document.text, name, next), `DECK_${name} is now DECK_${next}`)
          }
        />
      ) : (
        <div className={styles.row}>
          <Button size="small" onClick={() => setRenaming(true)}>
            Rename
          </Button>
          {toVault && (
            <Button
              size="small"
              onClick={() =>
                change(
                  replaceVariable(document.text, found, reference),
                  `DECK_${name} is now a vault reference`,
                )
              }
            >
              Use the vault reference <code>{reference}</code>
            </Button>
          )}
        </div>
      )}
    </VariableSection>
  )
}

/** Kong resolves references in fields that are `x-referenceable` in the plugin's schema; of other plugins nothing is known. */
function isReferenceable({ plugins }: DocumentReading, { path }: DocumentVariable['uses'][number]): boolean {
  return plugins.some(plugin =>
    [
      ['config', 'api_token'],
      ['config', 'ingest_endpoint'],
    ].some(field => path.length === plugin.path.length + 2 && isBelow(path, [...plugin.path, ...field])),
  )
}

function VaultReference({ found, ...shared }: Shared & { found: DocumentVariable }) {
  const { document, change } = shared
  const name = nameForReference(found.name)
  return (
    <VariableSection name={found.name} kind="Vault" found={found} {...shared}>
      <p className={styles.note}>
        Every output carries the reference as it stands; Kong reads the value from its own vault.
      </p>
      {found.uses.every(({ whole }) => whole) && (
        <div className={styles.row}>
          <Button
            size="small"
            onClick={() =>
              change(
                replaceVariable(document.text, found, variable(name)),
                `The vault reference is now DECK_${name}`,
              )
            }
          >
            Use the variable <code>DECK_{name}</code>
          </Button>
        </div>
      )}
    </VariableSection>
  )
}

interface VariableSectionProps extends Shared {
  name: string
  kind: string
  found: DocumentVariable
  children: React.ReactNode
}

function VariableSection({ name, kind, found, onJump, children }: VariableSectionProps) {
  const id = useId()
  return (
    <section className={styles.variable} aria-labelledby={id}>
      <div className={styles.row}>
        <h3 id={id}>
          <code>{name}</code>
        </h3>
        <Badge tone="drop">{kind}</Badge>
      </div>
      <ul className={styles.uses} aria-label={`Where ${name} stands`}>
        {found.uses.map(({ path, range }) => (
          <li key={range.start}>
            <button type="button" className={styles.use} onClick={() => onJump(range)}>
              Line {range.line} <code>{pathText(path)}</code>
            </button>
          </li>
        ))}
      </ul>
      {children}
    </section>
  )
}

interface RenameProps {
  name: string
  names: readonly string[]
  onCancel: () => void
  onRename: (next: string) => void
}

function Rename({ name, names, onCancel, onRename }: RenameProps) {
  const [text, setText] = useState(name)
  const next = text.trim().replace(/^DECK_/, '')
  const problem = renameProblem(next, { name, names })
  const submit = () => {
    if (problem !== undefined) return
    if (next !== name) onRename(next)
    onCancel()
  }
  return (
    <Field
      label="New name"
      hint={`decK reads it as DECK_${next}. Its value for the rehearsal has to be set again.`}
      problems={problem === undefined ? [] : [{ severity: 'error', message: problem }]}
    >
      {control => (
        <form
          className={styles.row}
          onSubmit={event => {
            event.preventDefault()
            submit()
          }}
        >
          <Input {...control} mono autoFocus value={text} onChange={event => setText(event.target.value)} />
          <Button type="submit" disabledReason={problem && 'Choose another name'}>
            Rename
          </Button>
          <Button onClick={onCancel}>Cancel</Button>
        </form>
      )}
    </Field>
  )
}

/** Why a variable cannot have a name; undefined when it can. */
function renameProblem(next: string, of: { name: string; names: readonly string[] }): string | undefined {
  if (!isVariableName(next)) return 'Letters, digits and `_`, beginning with no digit: `AUTH_TOKEN`.'
  return next !== of.name && of.names.includes(next)
    ? `\`DECK_${next}\` is another variable of the document.`
    : undefined
}
