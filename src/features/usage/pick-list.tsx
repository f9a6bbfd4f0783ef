import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import { Input } from '#ui/input.tsx'
import styles from './pick-list.module.css'

export interface PickItem {
  key: string
  name: string
  /** Further text that the search finds it by. */
  terms?: string
  /** At the end of its row. */
  aside?: string
  /** Below its name. */
  note?: ReactNode
}

interface PickListProps {
  /** "Customers" */
  label: string
  items: readonly PickItem[]
  chosen: string | undefined
  onChoose: (key: string) => void
}

/** A list to choose one of, with a search over it. Arrow keys, Home and End move; the choice follows. */
export function PickList({ label, items, chosen, onChoose }: PickListProps) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const found = useMemo(() => search(items, typed), [items, typed])
  const index = found.findIndex(({ key }) => key === chosen)
  const list = useRef<HTMLDivElement>(null)
  useChosenInView(list, index)
  const move = (event: KeyboardEvent) => {
    const to = targetOf(event.key, { index, last: found.length - 1 })
    const item = to === undefined ? undefined : found[to]
    if (item === undefined) return
    event.preventDefault()
    onChoose(item.key)
  }
  return (
    <div className={styles.picker}>
      <Input
        type="search"
        aria-label={`Search ${label.toLowerCase()}`}
        placeholder={`Search ${quantity(items.length, label)} ( / )`}
        value={typed}
        onChange={event => setTyped(event.target.value)}
        onKeyDown={event => /^Arrow/.test(event.key) && move(event)}
      />
      {found.length === 0 ? (
        <p className={styles.none} role="status">
          None matches <q>{typed}</q>.
        </p>
      ) : (
        <div
          ref={list}
          role="listbox"
          aria-label={label}
          className={styles.list}
          tabIndex={0}
          aria-activedescendant={index < 0 ? undefined : `${id}-${chosen}`}
          onKeyDown={move}
        >
          {found.map(({ key, name, aside, note }) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
            <div
              key={key}
              id={`${id}-${key}`}
              role="option"
              tabIndex={-1}
              aria-selected={key === chosen}
              className={styles.item}
              onClick={() => onChoose(key)}
            >
              <span className={styles.name} title={name}>
                {name}
              </span>{' '}
              <span className={styles.aside} title={aside}>
                {aside}
              </span>{' '}
              {note !== undefined && <span className={styles.note}>{note}</span>}
            </div>
          ))}
        </div>
      )}
    </div>
  )
}

/** Scrolls the list alone: on a phone the page would move with it. */
function useChosenInView(list: RefObject<HTMLElement | null>, index: number): void {
  useEffect(() => {
    const item = list.current?.children[index]
    if (list.current === null || item === undefined) return
    const [outer, inner] = [list.current.getBoundingClientRect(), item.getBoundingClientRect()]
    if (inner.top < outer.top) list.current.scrollTop -= outer.top - inner.top
    if (inner.bottom > outer.bottom) list.current.scrollTop += inner.bottom - outer.bottom
  }, [list, index])
}

function quantity(count: number, label: string): string {
  const name = label.toLowerCase()
  return count === 1 ? name : `${new Intl.NumberFormat('en').format(count)} ${name}`
}

function search(items: readonly PickItem[], typed: string): readonly PickItem[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return items
  return items.filter(({ name, key, terms = '' }) => {
    const text = `${name}\n${key}\n${terms}`.toLowerCase()
    return words.every(word => text.includes(word))
  })
}

function targetOf(key: string, { index, last }: { index: number; last: number }): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(index + 1, last)
    case 'ArrowUp':
      return Math.max(index - 1, 0)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return undefined
  }
}
