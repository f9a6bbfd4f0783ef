import { Download } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { z } from 'zod'
import { formats } from '#formats/formats.ts'
import {
  type Format,
  type FormatId,
  formatIds,
  type RenderOptions,
  type Snippet,
  snippetText,
} from '#formats/snippet.ts'
import type { MeteringPlugin } from '#plugin/plugin.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import { scopeKinds } from '#plugin/scope.ts'
import { isVariable, isVaultReference } from '#plugin/variables.ts'
import { announce } from '#ui/announce.tsx'
import { Button } from '#ui/button.tsx'
import { CodeBlock } from '#ui/code-block.tsx'
import { CopyButton, copyText } from '#ui/copy-button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { Select } from '#ui/input.tsx'
import { SeverityIcon } from '#ui/severity-icon.tsx'
import { useShortcuts } from '#ui/shortcuts.ts'
import { Tabs } from '#ui/tabs.tsx'
import type { Language } from '#ui/tokenise.ts'
import { useSearchState } from '#ui/use-search-state.ts'
import { OutputFidelity } from './output-fidelity.tsx'
import styles from './snippets-pane.module.css'
import { useStudio } from './studio.ts'
import type { LastValid } from './use-last-valid.ts'

const search = z.object({
  format: z.enum(formatIds).default('deck'),
  scope: z.enum(['own', ...scopeKinds]).default('own'),
  mode: z.enum(['corrected', 'docs']).default('corrected'),
  deck: z.enum(['file', 'command']).default('file'),
})

type Choice = z.output<typeof search>

const languages: Record<Snippet['language'], Language> = {
  yaml: 'yaml',
  json: 'json',
  hcl: 'hcl',
  bash: 'shell',
  powershell: 'shell',
}

interface SnippetsPaneProps {
  /** Undefined before the document was first valid. */
  shown: LastValid<MeteringPlugin> | undefined
  release: GatewayRelease
}

/** The plugin in the five formats. While the text is broken the last valid version stays, and says so. */
export function SnippetsPane({ shown, release }: SnippetsPaneProps) {
  const [choice, change] = useSearchState(search)
  const code = useRef<HTMLDivElement>(null)
  const format = formatOf(choice.format)
  const options = { ...optionsOf(choice, release), ...adminAddress(useStudio().data?.admin_url) }
  const snippets = shown === undefined ? [] : format.render(shown.value, options)
  const text = snippetText(snippets)
  const visible = shown === undefined ? [] : format.render(masked(shown.value), options)
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
          <div className={styles.options}>
            <Choices choice={choice} change={change} />
            <span className={styles.take}>
              <CopyButton
                text={text}
                label={`Copy ${format.label} output`}
                shownIn={code}
                variant="primary"
                size="small"
              />
              <DownloadButton filename={format.filename(options)} text={text} />
            </span>
          </div>
          {shown.staleSince !== undefined && <StaleStrip since={shown.staleSince} />}
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
          <OutputFidelity plugin={shown.value} format={format.id} options={options} />
        </>
      )}
    </Tabs>
  )
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

function optionsOf({ scope, mode, deck }: Choice, gateway: GatewayRelease): RenderOptions {
  return { scope: { kind: scope }, mode, gateway, deckForm: deck }
}

/** The Admin API's address where it is not Kong's usual one, which Kong's documents name. */
function adminAddress(url: string | undefined): Pick<RenderOptions, 'adminUrl'> {
  return url === undefined || new URL(url).port === '8001' ? {} : { adminUrl: url }
}

/** What the output is for, how it is laid out, and decK's form. */
function Choices({ choice, change }: { choice: Choice; change: (next: Partial<Choice>) => void }) {
  return (
    <>
      <Select
        aria-label="Scope of the output"
        value={choice.scope}
        onChange={event => change({ scope: search.shape.scope.parse(event.target.value) })}
      >
        <option value="own">Own scope</option>
        {scopeKinds.map(kind => (
          <option key={kind} value={kind}>
            {kind === 'global' ? 'Global' : `Any ${kind}`}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Mode of the output"
        value={choice.mode}
        onChange={event => change({ mode: search.shape.mode.parse(event.target.value) })}
      >
        <option value="corrected">Corrected</option>
        <option value="docs">As in Kong's docs</option>
      </Select>
      {choice.format === 'deck' && (
        <Select
          aria-label="Form of the decK output"
          value={choice.deck}
          onChange={event => change({ deck: search.shape.deck.parse(event.target.value) })}
        >
          <option value="file">File</option>
          <option value="command">Command</option>
        </Select>
      )}
    </>
  )
}

function DownloadButton({ filename, text }: { filename: string; text: string }) {
  return (
    <Button
      size="small"
      icon={<Download aria-hidden="true" />}
      aria-label={`Download ${filename}`}
      title={`Download ${filename}`}
      onClick={() => download(filename, text)}
    />
  )
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

function StaleStrip({ since }: { since: number }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.round((now - since) / 1000))
  const age = seconds < 60 ? `${seconds} s ago` : `${Math.floor(seconds / 60)} min ago`
  return (
    <div className={styles.stale}>
      <span role="status">
        <SeverityIcon severity="warning" /> Errors in the document: last valid version
      </span>
      <span> ({age})</span>
    </div>
  )
}

function download(filename: string, text: string): void {
  const url = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = filename
  link.click()
  URL.revokeObjectURL(url)
}
