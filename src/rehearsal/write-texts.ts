/** Headers and query arguments as a scenario describes them, drawn anew for each request. */
import type { HeaderList } from '#metering/exchange.ts'
import { type Random, weightedPick } from './random.ts'
import type { Texts } from './scenario.ts'

interface DrawnText {
  name: string
  missing: number
  pick: (random: Random) => { value: string }
}

/** The texts of several places, those of a later place in the stead of the same name of an earlier one. */
function compileTexts(places: readonly Texts[], nameKey: (name: string) => string): DrawnText[] {
  const drawn = new Map<string, DrawnText>()
  for (const place of places) {
    for (const [name, { one_of, missing }] of Object.entries(place)) {
      drawn.set(nameKey(name), { name, missing, pick: weightedPick(one_of) })
    }
  }
  return [...drawn.values()]
}

/** The value for this request; undefined when it is missing from it. */
function draw({ missing, pick }: DrawnText, random: Random): string | undefined {
  if (missing > 0 && random.share() < missing) return undefined
  return pick(random).value
}

export interface TextPlaces {
  path: string
  /** Sent as they are, before all others. */
  fixedHeaders: HeaderList
  headers: readonly Texts[]
  query: readonly Texts[]
}

/** Writes a request's target and headers. Each header and argument is drawn in the order of its first place. */
export function createTextWriter({ path, fixedHeaders, headers, query }: TextPlaces) {
  const drawnHeaders = compileTexts(headers, name => name.toLowerCase())
  const drawnQuery = compileTexts(query, name => name)
  const hasQuery = path.includes('?')
  return (random: Random): { uri: string; headers: HeaderList } => {
    const sent = [...fixedHeaders]
    for (const header of drawnHeaders) {
      const value = draw(header, random)
      if (value !== undefined) sent.push(header.name, value)
    }
    let uri = path
    let separator = hasQuery ? '&' : '?'
    for (const argument of drawnQuery) {
      const value = draw(argument, random)
      if (value === undefined) continue
      uri += `${separator}${encodeURIComponent(argument.name)}=${encodeURIComponent(value)}`
      separator = '&'
    }
    return { uri, headers: sent }
  }
}
