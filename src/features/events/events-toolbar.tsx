import { Pause, Play } from 'lucide-react'
import { type RefObject, useId } from 'react'
import { Button } from '#ui/button.tsx'
import { Input } from '#ui/input.tsx'
import styles from './events-page.module.css'
import { ExportDialog } from './export-dialog.tsx'
import { filterKeys } from './parse-filter.ts'
import type { EventList } from './use-event-list.ts'

interface EventsToolbarProps {
  list: EventList
  filterRef: RefObject<HTMLInputElement | null>
}

export function EventsToolbar({ list, filterRef }: EventsToolbarProps) {
  const problemsId = useId()
  const paused = list.pausedAt !== undefined
  return (
    <header className={styles.toolbar}>
      <h1>Events</h1>
      <Input
        ref={filterRef}
        type="search"
        aria-label="Filter events by words or keys, such as subject:alice -status:>=400"
        aria-describedby={list.filterProblems.length > 0 ? problemsId : undefined}
        aria-invalid={list.filterProblems.length > 0 || undefined}
        title={`Words, and keys with values: ${filterKeys.join(', ')}. “-” excludes, “*” stands for any text, quotes keep spaces.`}
        placeholder="subject:alice -status:>=400 text  ( / )"
        value={list.state.q}
        onChange={event => list.setState({ q: event.target.value })}
        className={styles.filter}
      />
      <Button
        icon={paused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
        aria-pressed={paused}
        title={paused ? 'Let new events in (p)' : 'Hold new events back (p)'}
        onClick={list.togglePause}
      >
        Pause
      </Button>
      <ExportDialog list={list} />
      <div role="status" id={problemsId} className={styles.problems}>
        {list.filterProblems.map(problem => (
          <p key={problem}>{problem}</p>
        ))}
      </div>
    </header>
  )
}
