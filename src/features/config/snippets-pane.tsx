import { useRef } from 'react'
import { allSnippets } from '#formats/all-snippets.ts'
import { formats } from '#formats/formats.ts'
import { type Format, type FormatId, type Snippet, snippetText } from '#formats/snippet.ts'
import type { MeteringPlugin } from '#plugin/plugin.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import { isVariable, isVaultReference } from '#plugin/variables.ts'
import { announce } from '#ui/announce.tsx'
import { CodeBlock } from '#ui/code-block.tsx'
import { CopyButton, copyText } from '#ui/copy-button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { useShortcuts } from '#ui/shortcuts.ts'
import { Tabs } from '#ui/tabs.tsx'
import type { Language } from '#ui/tokenise.ts'
import { DownloadButtons } from './download-buttons.tsx'
import { OutputBar } from './output-bar.tsx'
import { renderOptions, useOutputChoice } from './output-choice.ts'
import { OutputFidelity } from './output-fidelity.tsx'
import styles from './snippets-pane.module.css'
import { StaleStrip } from './stale-strip.tsx'
import { useStudio } from './studio.ts'
import type { LastValid } from './use-last-valid.ts'

const languages: Record<Snippet['language'], Language> = {
  yaml: 'yaml',
  json: 'json',
  hcl: 'hcl',
  bash: 'shell',
  powershell: 'shell',
}

interface SnippetsPaneProps {
  /** The chosen instance; undefined before it was first valid. */
  shown: LastValid<MeteringPlugin> | undefined
  /** Every instance of the document that is valid. */
  all: readonly MeteringPlugin[]
  release: GatewayRelease
}

/** The plugin in the five formats. While the text is broken the last valid version stays, and says so. */
export function SnippetsPane({ shown, all, release }: SnippetsPaneProps) {
  const [choice, change] = useOutputChoice()
  const adminUrl = useStudio().data?.admin_url
  const code = useRef<HTMLDivElement>(null)
  const format = formatOf(choice.format)
  const options = renderOptions(choice, { release, adminUrl })
  const plugins = pluginsOf(shown, choice.instances === 'all' ? all : [])
  const snippets = allSnippets(plugins, format, options)
  const text = snippetText(snippets)
  const visible = allSnippets(plugins.map(masked), format, options)
  const copy = async () => {
    if (text !== '' && (await copyText(text, code))) announce(`Copied ${format.label} output`)
  }
  useShortcuts({
    y: () => void copy(),
    ...Object.fromEntries(formats.map(({ id }, index) => [`${index + 1}`, () => change({ format: id })])),
  })
  return (
    <Tabs<FormatId>
      label="Output format"
      className={styles.pane}
      value={choice.format}
      onChange={next => change({ format: next })}
      tabs={formats.map(({ id, label }) => ({ value: id, label }))}
    >
      {shown === undefined ? (
        <EmptyState title="No output yet">
          The five formats appear as soon as the document has a valid metering-and-billing plugin.
        </EmptyState>
      ) : (
        <>
          <OutputBar
            choice={choice}
            change={change}
            instances={shown.staleSince === undefined ? all.length : 1}
            endpoint={shown.value.config.ingest_endpoint}
            adminUrl={adminUrl}
          >
            <CopyButton
              text={text}
              label={`Copy ${format.label} output`}
              shownIn={code}
              variant="primary"
              size="small"
            />
            <DownloadButtons plugins={plugins} format={format} options={options} />
          </OutputBar>
          {shown.staleSince !== undefined && (
            <StaleStrip since={shown.staleSince}>Errors in the document: last valid version</StaleStrip>
          )}
          <div ref={code} className={styles.snippets}>
            {visible.map((snippet, index) => (
              <SnippetBlock
                // biome-ignore lint/suspicious/noArrayIndexKey: a snippet has no other identity than its place
                key={index}
                snippet={snippet}
                text={snippets[index]?.text ?? ''}
                format={format.label}
                several={visible.length > 1}
                stale={shown.staleSince !== undefined}
              />
            ))}
          </div>
          <OutputFidelity plugins={plugins} format={format.id} options={options} />
        </>
      )}
    </Tabs>
  )
}

/** All instances where they are wanted and current, else the chosen one. */
function pluginsOf(
  shown: LastValid<MeteringPlugin> | undefined,
  all: readonly MeteringPlugin[],
): readonly MeteringPlugin[] {
  if (shown === undefined) return []
  return shown.staleSince === undefined && all.length > 1 ? all : [shown.value]
}

/** The plugin as it is shown: a token in clear text is dots. */
function masked(plugin: MeteringPlugin): MeteringPlugin {
  const { api_token } = plugin.config
  if (isVariable(api_token) || isVaultReference(api_token)) return plugin
  return { ...plugin, config: { ...plugin.config, api_token: '•'.repeat(12) } }
}

function formatOf(id: FormatId): Format {
  const format = formats.find(known => known.id === id)
  if (format === undefined) throw new Error(`no format ${id}`)
  return format
}

interface SnippetBlockProps {
  /** As shown: the token in it is dots. */
  snippet: Snippet
  /** What is copied. */
  text: string
  format: string
  several: boolean
  stale: boolean
}

function SnippetBlock({ snippet, text, format, several, stale }: SnippetBlockProps) {
  const { kind, tab, text: visible, language } = snippet
  const name = tab === undefined ? kind : `${kind}, ${tab}`
  const lines = text.split('\n').length
  return (
    <div className={styles.snippet}>
      {several && (
        <div className={styles.caption}>
          <span>{name}</span>
          <CopyButton text={text} label={`Copy ${name}`} variant="quiet" size="small" />
        </div>
      )}
      <CodeBlock
        text={visible}
        language={languages[language]}
        label={`${format} output${several ? `, ${name}` : ''}, ${lines} ${lines === 1 ? 'line' : 'lines'}`}
        stale={stale}
      />
    </div>
  )
}
