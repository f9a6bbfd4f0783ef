import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSecretCover } from './secret-cover.ts'

const text = 'api_token: kpat_abc\nfield: x\n'
const secret = { start: 11, end: 19 }

test('a secret is covered, its length and everything else kept', () => {
  const { cover, uncover } = createSecretCover()
  const shown = cover(text, '', [secret])
  expect(shown).not.toContain('kpat')
  expect(shown).toHaveLength(text.length)
  expect(shown.slice(0, 11) + shown.slice(19)).toBe('api_token: \nfield: x\n')
  expect(uncover(shown)).toBe(text)
})

test('what is typed into a secret is covered, and nothing else changes', () => {
  const { cover, uncover } = createSecretCover()
  const before = cover(text, '', [secret])
  const typed = `${before.slice(0, 14)}Z${before.slice(14)}`
  const real = uncover(typed)
  expect(real).toBe('api_token: kpaZt_abc\nfield: x\n')
  const shown = cover(real, typed, [{ start: 11, end: 20 }])
  expect(shown.slice(0, 14)).toBe(before.slice(0, 14))
  expect(shown.slice(15)).toBe(before.slice(14))
  expect(shown).not.toContain('Z')
})

test('while the secrets are not known, what is covered stays covered', () => {
  const { cover } = createSecretCover()
  const shown = cover(text, '', [secret])
  const broken = text.replace('field: x', 'field: [')
  expect(cover(broken, shown, undefined)).toBe(shown.replace('field: x', 'field: ['))
  expect(cover(text, shown, [])).toBe(text)
})

test('private-use characters of the text itself are not taken for covered ones', () => {
  const own = 'icon: \ue000\ue001 token: ab'
  const { cover, uncover } = createSecretCover()
  const shown = cover(own, '', [{ start: 16, end: 18 }])
  expect(shown).not.toContain('ab')
  expect(uncover(shown)).toBe(own)
})

/** Texts, each with one edit of what is shown: a piece moved or doubled, or something typed. */
const edits = fc.array(
  fc.record({ from: fc.nat(60), length: fc.nat(12), to: fc.nat(60), typed: fc.string({ maxLength: 3 }) }),
  { maxLength: 6 },
)

test('any edits of what is shown are those edits of the text', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 40 }),
      fc.tuple(fc.nat(40), fc.nat(20)),
      edits,
      (start, [at, length], steps) => {
        const { cover, uncover } = createSecretCover()
        let real = start
        let shown = cover(real, '', [])
        for (const { from, length: size, to, typed } of steps) {
          const secrets = [{ start: Math.min(at, real.length), end: Math.min(at + length, real.length) }]
          shown = cover(real, shown, secrets)
          expect(uncover(shown)).toBe(real)
          const edited = (of: string) => {
            const piece = of.slice(from, from + size)
            const rest = of.slice(0, from) + typed + of.slice(from + size)
            return rest.slice(0, to) + piece + rest.slice(to)
          }
          real = edited(real)
          shown = edited(shown)
          expect(uncover(shown)).toBe(real)
        }
      },
    ),
  )
})
