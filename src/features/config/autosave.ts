/** Saves the newest value a moment after it changed; one save at a time, tried again until it succeeds. */

export type SaveState = { name: 'saved' } | { name: 'saving' } | { name: 'failed'; message: string }

interface AutosaveOptions<Value> {
  save: (value: Value) => Promise<unknown>
  onState: (state: SaveState) => void
  delayMilliseconds: number
  retryMilliseconds: number
}

export interface Autosave<Value> {
  /** The value changed. */
  schedule(value: Value): void
  /** Saves now what is not yet saved: on retry, and when the page is hidden. */
  flush(): void
  /** Whether a value is not yet known to be saved. */
  readonly pending: boolean
  stop(): void
}

export function createAutosave<Value>(options: AutosaveOptions<Value>): Autosave<Value> {
  let waiting: { value: Value } | undefined
  let saving = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const later = (milliseconds: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => void run(), milliseconds)
  }
  const run = async () => {
    clearTimeout(timer)
    if (saving || waiting === undefined) return
    const { value } = waiting
    waiting = undefined
    saving = true
    options.onState({ name: 'saving' })
    const failure = await options.save(value).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    )
    saving = false
    if (failure === undefined) {
      if (waiting === undefined) options.onState({ name: 'saved' })
      else later(0)
      return
    }
    waiting ??= { value }
    options.onState({ name: 'failed', message: failure })
    later(options.retryMilliseconds)
  }
  return {
    schedule: value => {
      waiting = { value }
      options.onState({ name: 'saving' })
      later(options.delayMilliseconds)
    },
    flush: () => void run(),
    get pending() {
      return saving || waiting !== undefined
    },
    stop: () => clearTimeout(timer),
  }
}
