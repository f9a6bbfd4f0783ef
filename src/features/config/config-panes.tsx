import { type ReactNode, useState } from 'react'
import { Tabs } from '#ui/tabs.tsx'
import { NARROW, useMediaQuery, WIDE } from '#ui/use-media-query.ts'
import styles from './config-panes.module.css'

export type Pane = 'form' | 'source' | 'output'

interface ConfigPanesProps {
  /** What is shown where not all panes fit. */
  pane: Pane
  onPane: (pane: Pane) => void
  form: ReactNode
  source: ReactNode
  output: ReactNode
}

/** Form, source and output: side by side, the last two as tabs, or one at a time. */
export function ConfigPanes({ pane, onPane, form, source, output }: ConfigPanesProps) {
  const wide = useMediaQuery(WIDE)
  const narrow = useMediaQuery(NARROW)
  const outputSection = (
    <section aria-label="Output" id="output" tabIndex={-1} className={styles.output}>
      {output}
    </section>
  )
  if (wide)
    return (
      <div className={styles.wide}>
        {form}
        {source}
        {outputSection}
      </div>
    )
  if (narrow)
    return (
      <Tabs<Pane>
        label="Pane"
        variant="segmented"
        className={styles.single}
        value={pane}
        onChange={onPane}
        tabs={[
          { value: 'form', label: 'Form' },
          { value: 'source', label: 'Source' },
          { value: 'output', label: 'Output' },
        ]}
      >
        {{ form, source, output: outputSection }[pane]}
      </Tabs>
    )
  return <Medium pane={pane} onPane={onPane} form={form} source={source} output={outputSection} />
}

/** The form with the source beside it; the output is a tab of the source's place. */
function Medium({ pane, onPane, form, source, output }: ConfigPanesProps) {
  const [last, setLast] = useState<'source' | 'output'>('source')
  if (pane !== 'form' && pane !== last) setLast(pane)
  return (
    <div className={styles.medium}>
      {form}
      <Tabs<'source' | 'output'>
        label="Source or output"
        value={last}
        onChange={next => {
          setLast(next)
          onPane(next)
        }}
        tabs={[
          { value: 'source', label: 'Source' },
          { value: 'output', label: 'Output' },
        ]}
      >
        {last === 'source' ? source : output}
      </Tabs>
    </div>
  )
}
