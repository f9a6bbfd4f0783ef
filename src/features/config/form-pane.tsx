import { Plus } from 'lucide-react'
import { type FocusEvent, type KeyboardEvent, type ReactNode, useMemo } from 'react'
import type { DocumentReading } from '#formats/document-reading.ts'
import { addPlugin } from '#formats/edit-document.ts'
import type { PluginReading } from '#formats/plugin-reading.ts'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { Select } from '#ui/input.tsx'
import { ConfigForm } from './config-form.tsx'
import { valueAt } from './document-path.ts'
import styles from './form-pane.module.css'
import { instanceName } from './instance-name.ts'
import { emptyPlugin } from './preview-paste.ts'
import { StaleStrip } from './stale-strip.tsx'
import type { Document } from './use-document.ts'
import { type LastValid, useLastValid } from './use-last-valid.ts'
import { PluginFormProvider } from './use-reading.ts'

/** What the form shows: a reading of the document, and the plugin of it. */
interface FormContent {
  reading: DocumentReading
  chosen: PluginReading | undefined
}

/** The form's content, or while the text is not YAML the last one that there was. Outlives the pane. */
export function useLastForm(
  reading: DocumentReading,
  chosen: PluginReading | undefined,
): LastValid<FormContent> | undefined {
  const current = useMemo(
    () => (reading.value === undefined ? undefined : { reading, chosen }),
    [reading, chosen],
  )
  return useLastValid(current)
}

interface FormPaneProps {
  document: Document
  last: LastValid<FormContent> | undefined
  onChoose: (index: number) => void
  onFocus: (event: FocusEvent) => void
  onKeyDown: (event: KeyboardEvent) => void
  /** Beside the heading. */
  actions: ReactNode
}

/**
 * One of the document's metering plugins as a form. While the text is not YAML, the last form that there was, to be
 * read only: a change in it could not be written.
 */
export function FormPane({ document, last, onChoose, onFocus, onKeyDown, actions }: FormPaneProps) {
  const { release } = document
  const { reading, chosen } = last?.value ?? { reading: document.reading, chosen: undefined }
  const { plugins } = reading
  return (
    <section
      aria-label="Form"
      id="form"
      tabIndex={-1}
      className={styles.pane}
      onFocus={onFocus}
      onKeyDown={onKeyDown}
    >
      <div className={styles.head}>
        <h2 className={styles.title}>Form</h2>
        {plugins.length > 1 && (
          <Select
            aria-label="Plugin instance"
            disabled={last?.staleSince !== undefined}
            value={plugins.findIndex(({ path }) => path === chosen?.path)}
            onChange={event => onChoose(Number(event.target.value))}
          >
            {plugins.map(({ path }, index) => (
              <option key={path.join('.')} value={index}>
                {instanceName(reading.value, path, index)}
              </option>
            ))}
          </Select>
        )}
        {actions}
      </div>
      {last?.staleSince !== undefined && chosen !== undefined && (
        <StaleStrip since={last.staleSince} action={<UndoButton document={document} />}>
          The source is not valid YAML: last valid form, to be read only
        </StaleStrip>
      )}
      <fieldset
        className={styles.body}
        disabled={last?.staleSince !== undefined}
        aria-label="Fields of the plugin"
      >
        {chosen === undefined ? (
          <NoPlugin document={document} />
        ) : (
          <PluginFormProvider
            value={{
              path: chosen.path,
              row: valueAt(reading.value, chosen.path),
              diagnostics: reading.diagnostics,
              release,
              names: namesIn(reading.value),
              edit: (path, value) => document.edit([...chosen.path, ...path], value),
              applyFix: document.applyFix,
            }}
          >
            <ConfigForm />
          </PluginFormProvider>
        )}
      </fieldset>
    </section>
  )
}

function UndoButton({ document }: { document: Document }) {
  return (
    <Button size="small" onClick={document.undo}>
      Undo
    </Button>
  )
}

function NoPlugin({ document }: { document: Document }) {
  if (document.reading.value === undefined)
    return (
      <Banner tone="warn" actions={<UndoButton document={document} />}>
        The source is not valid YAML, so that there is no form for it. Mend it in the source, or undo the
        change.
      </Banner>
    )
  return (
    <EmptyState
      title="No metering-and-billing plugin yet"
      actions={
        <Button
          variant="primary"
          icon={<Plus aria-hidden="true" />}
          onClick={() => document.change(addPlugin(document.text, emptyPlugin), 'import')}
        >
          Add the plugin
        </Button>
      }
    >
      The document has other entities, which stay as they are. Paste the plugin's block, or add an empty one.
    </EmptyState>
  )
}

/** The names that a scope can choose from, nested entities included. */
function namesIn(value: unknown) {
  const named = (list: unknown, key: string): string[] =>
    Array.isArray(list)
      ? list.map(entity => valueAt(entity, [key])).filter(name => typeof name === 'string')
      : []
  const services = valueAt(value, ['services'])
  const nested = Array.isArray(services)
    ? services.flatMap(service => valueAt(service, ['routes']) ?? [])
    : []
  return {
    service: named(services, 'name'),
    route: [...named(valueAt(value, ['routes']), 'name'), ...named(nested, 'name')],
    consumer: named(valueAt(value, ['consumers']), 'username'),
  }
}
