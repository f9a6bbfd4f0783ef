import { vi } from 'vitest'

/**
 * Gives jsdom what it lacks of a browser's layout: a window size that media queries are answered by, and elements of
 * that size, so that virtualised lists show rows. Call it in `beforeEach`; `vi.unstubAllGlobals` in `afterEach`.
 */
export function stubLayout({ width, height }: { width: number; height: number }): void {
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: matches(query, width),
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }))
  vi.stubGlobal('ResizeObserver', NoResizes)
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(width)
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(height)
  Element.prototype.scrollTo = () => undefined
}

function matches(query: string, width: number): boolean {
  const max = /max-width: (\d+)px/.exec(query)?.[1]
  const min = /min-width: (\d+)px/.exec(query)?.[1]
  return (max === undefined || width <= Number(max)) && (min === undefined || width >= Number(min))
}

const NoResizes = vi.fn(function observer() {
  return { observe: () => undefined, unobserve: () => undefined, disconnect: () => undefined }
})
