import { Pause, Play } from 'lucide-react'
import type { RefObject } from 'react'
import { Button } from '#ui/button.tsx'
import { Input } from '#ui/input.tsx'
import styles from './events-page.module.css'
import { ExportDialog } from './export-dialog.tsx'
import type { EventList } from './use-event-list.ts'

interface EventsToolbarProps {
  list: EventList
  filterRef: RefObject<HTMLInputElement | null>
}

export function EventsToolbar({ list, filterRef }: EventsToolbarProps) {
  const paused = list.pausedAt !== undefined
  return (
    <header className={styles.toolbar}>
      <h1>Events</h1>
      <Input
        ref={filterRef}
        type="search"
        aria-label="Filter events by subject, type or route"
        placeholder="Subject, type or route  ( / )"
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
    </header>
  )
}
