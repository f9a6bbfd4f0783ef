import { type ReactNode, useId, useMemo, useState } from 'react'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { Checkbox } from '#ui/input.tsx'
import { changedFilter, isChosen, toggleValue } from './change-filter.ts'
import { useCustomerNames } from './customer-name.tsx'
import { withCustomerIds } from './customer-terms.ts'
import styles from './facets-panel.module.css'
import { parseFilter } from './parse-filter.ts'
import { type FacetGroup, type FacetValue, facetGroups } from './row-facets.ts'
import type { EventList } from './use-event-list.ts'
import { useStoredFacets } from './use-stored-counts.ts'

/** Values with their counts, beside the list: a checkbox puts its value into the filter or takes it out. */
export function FacetsPanel({ list }: { list: EventList }) {
  return (
    <section aria-label="Facets" className={styles.panel}>
      <Facets list={list} />
    </section>
  )
}

/** The same over a narrow page. */
export function FacetsDialog({ list, onClose }: { list: EventList; onClose: () => void }) {
  return (
    <Dialog
      open
      title="Facets"
      onClose={onClose}
      actions={
        <Button variant="primary" onClick={onClose}>
          {`Show ${list.rows.count} ${list.rows.count === 1 ? 'row' : 'rows'}`}
        </Button>
      }
    >
      <Facets list={list} />
    </Dialog>
  )
}

function Facets({ list }: { list: EventList }) {
  const { question, terms, isStored } = list
  const names = useCustomerNames()
  // The list follows the filter when there is time; a checkbox shows at once what it was set to.
  const chosen = useMemo(() => withCustomerIds(parseFilter(list.state.q).terms, names), [list.state.q, names])
  const id = useId()
  const idOf = (key: string, value: string) => `${id}-${key}-${value}`
  const stored = useStoredFacets(question.filter, isStored)
  if (isStored && stored === undefined) return <p className={styles.note}>Counting…</p>
  const groups = facetGroups(list.viewRows, terms, isStored ? stored : undefined)
  return (
    <>
      {isStored && question.unread.length > 0 && (
        <p className={styles.note}>
          Counts of stored events leave out{' '}
          {question.unread.map(text => (
            <code key={text}>{text}</code>
          ))}
        </p>
      )}
      {groups.map(group => (
        <Group key={group.key} group={group}>
          {named(group, names).map(({ value, label, count }) => (
            <label key={value} htmlFor={idOf(group.key, value)} className={styles.value} title={label}>
              <Checkbox
                id={idOf(group.key, value)}
                aria-label={`${group.label}: ${label}, ${count} ${noun(group.key, count)}`}
                checked={isChosen(chosen, { key: group.key, value })}
                onChange={() =>
                  list.setState({
                    q: changedFilter(list.state.q, all =>
                      toggleValue(withCustomerIds(all, names), { key: group.key, value }),
                    ),
                  })
                }
              />
              <span className={styles.label}>{label}</span>
              <span className={styles.count}>{count.toLocaleString('en-US')}</span>
            </label>
          ))}
        </Group>
      ))}
      {groups.length === 0 && <p className={styles.note}>Nothing to count yet.</p>}
    </>
  )
}

function Group({ group: { label, more }, children }: { group: FacetGroup; children: ReactNode }) {
  const [open, setOpen] = useState(true)
  return (
    <fieldset className={styles.group}>
      <legend>
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={open}
          onClick={() => setOpen(before => !before)}
        >
          {label}
        </button>
      </legend>
      {open && children}
      {open && more > 0 && (
        <p className={styles.note}>{`${more.toLocaleString('en-US')} more: type their name as a filter`}</p>
      )}
    </fieldset>
  )
}

/** Customers by their names; the filter and the counts have their ids. */
function named({ key, values }: FacetGroup, names: ReadonlyMap<string, string>): FacetValue[] {
  if (key !== 'customer') return values
  return values.map(of => ({ ...of, label: names.get(of.value) ?? of.label }))
}

function noun(key: FacetGroup['key'], count: number): string {
  const word = key === 'outcome' ? 'row' : 'event'
  return count === 1 ? word : `${word}s`
}
