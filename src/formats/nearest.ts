/** The number of single-character changes between two words (Levenshtein), or above `limit` when it is more. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i++) {
    const next = [i]
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same))
    }
    row = next
  }
  return row[right.length] ?? 0
}

/** The word that was probably meant; undefined when none is close. Letter case and `-` for `_` cost nothing. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  if (word.length > 60) return undefined
  const plain = (text: string) => text.toLowerCase().replaceAll('-', '_')
  let best: string | undefined
  let bestDistance = Math.max(word.length < 4 ? 1 : 2, Math.floor(word.length / 3)) + 1
  for (const candidate of words) {
    const cost = distance(plain(word), plain(candidate))
    if (cost < bestDistance) [best, bestDistance] = [candidate, cost]
  }
  return best
}
