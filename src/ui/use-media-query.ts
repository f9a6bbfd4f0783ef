import { useSyncExternalStore } from 'react'

/** Whether a media query matches now; follows it. */
export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    notify => {
      const list = matchMedia(query)
      list.addEventListener('change', notify)
      return () => list.removeEventListener('change', notify)
    },
    () => matchMedia(query).matches,
  )
}

/** The widths that layouts change at. */
export const NARROW = '(max-width: 720px)'
export const WIDE = '(min-width: 1440px)'
