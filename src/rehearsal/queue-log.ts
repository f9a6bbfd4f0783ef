/** A queue's log as it reads best: what is said again and again stands once, with how often and until when. */
import type { QueueLogLevel } from '#metering/queue-event.ts'

/** `at` and `until` in seconds: of the first and of the last of so many equal lines in a row. */
export interface LogEpisode {
  at: number
  until: number
  level: QueueLogLevel
  text: string
  times: number
}

export interface QueueLog {
  add(line: Pick<LogEpisode, 'at' | 'level' | 'text'>): void
  /** The first episodes; `more` counts the lines beyond them. */
  read(): { episodes: LogEpisode[]; more: number }
}

const EPISODES_KEPT = 500

export function createQueueLog(): QueueLog {
  const episodes: LogEpisode[] = []
  let more = 0
  return {
    add({ at, level, text }) {
      const last = episodes.at(-1)
      if (last?.text === text && more === 0) {
        last.until = at
        last.times += 1
      } else if (episodes.length < EPISODES_KEPT) episodes.push({ at, until: at, level, text, times: 1 })
      else more += 1
    },
    read: () => ({ episodes, more }),
  }
}
