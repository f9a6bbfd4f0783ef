interface Place {
  /** -1 while no row is active. */
  index: number
  count: number
  /** Rows that a page key moves by. */
  page: number
}

/** Where a key leads in a list; undefined when it is not a key that moves or there is nothing to move to. */
export function moveInList(key: string, { index, count, page }: Place): number | undefined {
  if (count === 0) return undefined
  const step = steps(page)[key]
  if (step === undefined) return undefined
  if (index < 0) return step === Number.POSITIVE_INFINITY ? count - 1 : 0
  return Math.min(count - 1, Math.max(0, index + step))
}

function steps(page: number): Record<string, number | undefined> {
  return {
    j: 1,
    ArrowDown: 1,
    k: -1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  }
}
