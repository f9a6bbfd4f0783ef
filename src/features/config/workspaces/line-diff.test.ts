import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffParts, lineDiff, sideBySide } from './line-diff.ts'

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', '', 'd: 1'), { maxLength: 30 })
  .map(lines => lines.join('\n'))
const withoutEnd = (value: string) => value.replace(/\n$/, '')

test('the lines before and now are those of the texts, in order, and side by side', () => {
  fc.assert(
    fc.property(text, text, (before, now) => {
      const { lines, added, removed } = lineDiff(before, now)
      const of = (left: boolean) =>
        lines
          .filter(({ kind }) => kind === 'same' || kind === (left ? 'removed' : 'added'))
          .map(line => line.text)
      expect(of(true).join('\n')).toBe(withoutEnd(before))
      expect(of(false).join('\n')).toBe(withoutEnd(now))
      expect([added, removed]).toEqual([
        lines.filter(({ kind }) => kind === 'added').length,
        lines.filter(({ kind }) => kind === 'removed').length,
      ])
      const rows = sideBySide(lines)
      expect(rows.flatMap(({ left }) => left?.text ?? [])).toEqual(of(true))
      expect(rows.flatMap(({ right }) => right?.text ?? [])).toEqual(of(false))
      expect(diffParts(lines).flatMap(part => part.lines)).toEqual(lines)
    }),
  )
})

test('what is far from a change is a gap', () => {
  const lines = Array.from({ length: 40 }, (_, at) => `line ${at}`)
  const { lines: found } = lineDiff(lines.join('\n'), lines.with(20, 'other').join('\n'))
  expect(diffParts(found).map(part => [part.kind, part.lines.length])).toEqual([
    ['gap', 17],
    ['lines', 8],
    ['gap', 16],
  ])
})

test('a secret is covered, also when it is what changed', () => {
  const { lines } = lineDiff('api_token: kpat_one11111\n', 'api_token: kpat_two22222\n')
  expect(lines.map(({ kind, text: shown }) => [kind, shown])).toEqual([
    ['removed', 'api_token: ••••••'],
    ['added', 'api_token: ••••••'],
  ])
})
