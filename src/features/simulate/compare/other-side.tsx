import { useDeferredValue, useMemo } from 'react'
import { rescope, type ScopeChoice, scopeChoices, scopeText } from '#formats/rescope.ts'
import { gatewayRelease, gatewayReleases } from '#plugin/release.ts'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import type { SimulatedDocument } from '../run/job.ts'
import { useSimulatedWorkspace } from '../simulated-workspace.ts'
import { TextArea } from '../text-area.tsx'
import { Choice } from './choice.tsx'
import styles from './compare.module.css'
import { noChoices, PASTED, useCompareDraft } from './compare-draft.ts'
import { OtherPrices } from './other-prices.tsx'
import { useOtherChoices, useOtherDocument } from './use-other-document.ts'

/** What B is: its document, the gateway that runs it, its plugin's scope, its prices. */
export function OtherSide() {
  const { document } = useSimulatedWorkspace()
  const draft = useCompareDraft()
  const documents = useOtherChoices()
  const own = useOtherDocument()
  const scopes = useScopes(own)
  const { change } = draft
  const isThis = draft.document === noChoices.document
  return (
    <fieldset className={styles.side}>
      <legend>B, which A is compared with</legend>
      <Choice
        label="Document of B"
        options={documents}
        value={draft.document}
        onChange={next => change({ document: next, scope: '' })}
      />
      {draft.document === PASTED && (
        <>
          <Field label="Document B" hint="A decK state file.">
            {control => (
              <TextArea
                {...control}
                rows={12}
                value={draft.pasted}
                onChange={event => change({ pasted: event.target.value })}
              />
            )}
          </Field>
          <Button size="small" className={styles.start} onClick={() => change({ pasted: document.text })}>
            Start from this document
          </Button>
        </>
      )}
      <Choice
        label="Gateway of B"
        options={[
          {
            value: '',
            label: own === undefined ? 'its own' : `${own.release}, ${isThis ? 'as A' : 'its own'}`,
          },
          ...gatewayReleases
            .filter(release => release !== own?.release)
            .map(release => ({ value: release, label: release })),
        ]}
        value={draft.release ?? ''}
        onChange={next => change({ release: gatewayRelease.safeParse(next).data })}
      />
      <Choice
        label="Scope of B"
        options={[
          { value: '', label: 'as its document has it' },
          ...scopes.map(choice => ({ value: JSON.stringify(choice), label: labelOf(choice) })),
        ]}
        value={draft.scope}
        onChange={scope => change({ scope })}
      />
      <OtherPrices />
    </fieldset>
  )
}

function labelOf({ name, scope }: ScopeChoice): string {
  return name === undefined ? scopeText(scope) : `${name}: ${scopeText(scope)}`
}

/** Larger documents are not read for the sake of a list. */
const READ_LIMIT = 300_000
const none: readonly ScopeChoice[] = []

function useScopes(document: SimulatedDocument | undefined): readonly ScopeChoice[] {
  const { text = '', release = '3.15' } = useDeferredValue(document) ?? {}
  return useMemo(() => (text.length > READ_LIMIT ? none : scopeChoices(text, release)), [text, release])
}

/** What B is played with: the chosen document under the chosen gateway, with its plugin at the chosen scope. */
export function useOtherSide(): SimulatedDocument | undefined {
  const { release, scope } = useCompareDraft()
  const own = useOtherDocument()
  return useMemo(() => {
    if (own === undefined) return undefined
    const choice: ScopeChoice | undefined = scope === '' ? undefined : JSON.parse(scope)
    const text = choice === undefined ? own.text : rescope(own.text, own.release, choice)
    return { ...own, text, release: release ?? own.release }
  }, [own, release, scope])
}
