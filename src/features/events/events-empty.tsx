import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useLocation } from 'wouter'
import { getStudio } from '#api/contract.ts'
import { Button } from '#ui/button.tsx'
import { CodeBlock } from '#ui/code-block.tsx'
import { CopyButton } from '#ui/copy-button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { isDemo } from '#ui/is-demo.ts'
import { call } from './call.ts'
import { closestFilter } from './closest-filter.ts'
import { type EventView, viewLabels } from './event-view.ts'
import styles from './events-page.module.css'
import { missedWords } from './missed-words.ts'
import type { EventList } from './use-event-list.ts'

/** Why there is no row, and the next step. */
export function EventsEmpty({ list }: { list: EventList }) {
  const { counts } = list
  const { view } = list.state
  const filter = list.state.q.trim()
  const paused =
    list.pausedAt !== undefined && list.waiting.count > 0
      ? ` ${list.waiting.text} that match wait outside: the list is paused.`
      : ''
  if (list.snapshot === undefined)
    return list.error ? null : <p className={styles.loading}>Loading events…</p>
  if (list.isBehind) return <p className={styles.loading}>Reading the gateway’s requests…</p>
  if (counts.all === 0) return <FirstRequest />
  if (list.scan?.progress().isBusy) return <p className={styles.loading}>Searching stored events…</p>
  if (filter !== '' && counts[view] > 0) {
    return (
      <EmptyState title={`Nothing matches “${filter}”`} actions={<FilteredActions list={list} />}>
        {`${counts[view].toLocaleString('en-US')} ${counts[view] === 1 ? 'row is' : 'rows are'} hidden by the filter.`}
        {paused}
      </EmptyState>
    )
  }
  return <EmptyView list={list} paused={paused} />
}

function EmptyView({ list, paused }: { list: EventList; paused: string }) {
  const { counts, setState, state } = list
  const missed = unlisted(list)
  return (
    <EmptyState
      title={missed === '' ? emptyViews[state.view] : 'None of them is kept'}
      actions={<Button onClick={() => setState({ view: 'all' })}>Show all</Button>}
    >
      {missed}
      {`${counts.all.toLocaleString('en-US')} ${counts.all === 1 ? 'row stands' : 'rows stand'} under ${viewLabels.all}.`}
      {paused}
    </EmptyState>
  )
}

/** What the tab would list of requests that the gateway has counted only. */
function unlisted({ state: { view }, snapshot }: EventList): string {
  if (snapshot === undefined || (view !== 'dropped' && view !== 'lost')) return ''
  const { all, kept } = snapshot.missed[view]
  const words = missedWords({ dropped: 0, lost: 0, [view]: all - kept })
  return words === undefined ? '' : `The gateway has counted ${words}, and keeps none of the requests. `
}

function FilteredActions({ list: { terms, viewRows, setState } }: { list: EventList }) {
  const closest = useMemo(() => closestFilter(terms, viewRows), [terms, viewRows])
  return (
    <>
      {closest && (
        <Button onClick={() => setState({ q: closest.filter })}>{`Closest: ${closest.value}`}</Button>
      )}
      <Button onClick={() => setState({ q: '' })}>Clear filter</Button>
    </>
  )
}

const emptyViews: Record<EventView, string> = {
  all: 'No events yet',
  emitted: 'No request has made an event',
  errors: 'No event has a validation error',
  dropped: 'No request was dropped since the gateway started',
  lost: 'No event was lost since the gateway started',
}

function FirstRequest() {
  const [, navigate] = useLocation()
  const { data } = useQuery({ queryKey: ['studio'], queryFn: () => call(getStudio), retry: false })
  const command =
    data &&
    !isDemo &&
    `curl -i ${data.gateway_url.replace(/\/$/, '')}/anything \\\n     -H "apikey: alice-key"`
  return (
    <EmptyState
      title="No events yet. Send a request"
      actions={
        isDemo ? (
          <Button onClick={() => navigate('/config')}>Go to Send requests</Button>
        ) : (
          command && <CopyButton text={command} label="Copy curl command" />
        )
      }
    >
      <p>Requests through the gateway appear here at once, those that make no event too.</p>
      {isDemo && (
        <p>
          In this demo the gateway runs in the page, where no terminal can reach it: <em>Send requests</em> on
          the Config page sends the tutorial’s three.
        </p>
      )}
      {command && (
        <CodeBlock text={command} language="shell" label="curl command" className={styles.command} />
      )}
    </EmptyState>
  )
}
