/**
 * Keeps secrets out of what an editor holds: each of their characters is another one there, of the private use area,
 * that stands for it in this cover only. Covered and real text have the same length, so that every offset is true in
 * both, and any edit of the covered text, even a moved or doubled line, is exactly that edit of the real one.
 */
import { spliceOf } from './splice.ts'

interface Range {
  start: number
  end: number
}

export interface SecretCover {
  /**
   * The real text as the editor shows it. `shown` is what it shows now: what is covered there keeps its characters.
   * Where the secrets are not known (undefined), what is covered stays so.
   */
  cover: (text: string, shown: string, secrets: readonly Range[] | undefined) => string
  /** The real text of what the editor shows. */
  uncover: (shown: string) => string
}

const FIRST = 0xe000
const LAST = 0xf8ff
const COVERED = /[\ue000-\uf8ff]/g

/** White space stays as it is: it says nothing, and a line break has to remain one. */
const COVERABLE = /\S/

/** Gives signs of the private use area, each once until all have been given. */
function signSource(): (taken: string) => string {
  let last = LAST
  const step = () => {
    last = last === LAST ? FIRST : last + 1
    return String.fromCharCode(last)
  }
  return taken => {
    for (let tries = FIRST; tries <= LAST; tries++) {
      const sign = step()
      if (!taken.includes(sign)) return sign
    }
    return step()
  }
}

export function createSecretCover(): SecretCover {
  const real = new Map<string, string>()
  const freshSign = signSource()
  const uncover = (shown: string) =>
    real.size === 0 ? shown : shown.replace(COVERED, sign => real.get(sign) ?? sign)
  const signFor = (character: string, before: string, taken: string) => {
    if (!COVERABLE.test(character)) return character
    if (real.get(before) === character) return before
    const sign = freshSign(taken)
    real.set(sign, character)
    return sign
  }
  return {
    uncover,
    cover(text, shown, secrets) {
      const { start, end, insert } = spliceOf(uncover(shown), text)
      const aligned = shown.slice(0, start) + insert + shown.slice(end)
      if (secrets === undefined) return aligned
      const taken = aligned + text
      const pieces: string[] = []
      let at = 0
      for (const secret of secrets.toSorted((left, right) => left.start - right.start)) {
        const from = Math.max(at, secret.start)
        const characters = text.slice(from, secret.end).split('')
        pieces.push(text.slice(at, from))
        for (const [index, character] of characters.entries())
          pieces.push(signFor(character, aligned[from + index] ?? '', taken))
        at = from + characters.length
      }
      return pieces.join('') + text.slice(at)
    },
  }
}
