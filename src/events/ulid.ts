/** ULIDs: 48 bits of milliseconds and 80 random bits in Crockford's base 32, as Konnect's ids are. */

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** `random` gives numbers from 0 up to 1. */
export function createUlids({ now, random }: { now: () => number; random: () => number }): () => string {
  return () => {
    let time = now()
    const characters: string[] = []
    for (let index = 0; index < 10; index += 1) {
      characters.unshift(alphabet[time % 32] ?? '0')
      time = Math.floor(time / 32)
    }
    for (let index = 0; index < 16; index += 1) characters.push(alphabet[Math.floor(random() * 32)] ?? '0')
    return characters.join('')
  }
}
