import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changed, createHistory, redone, undone } from './document-history.ts'

const typed = (text: string, at: number) => ({ text, origin: 'typing', at })

test('changes of one origin within a second are one step', () => {
  let history = createHistory('')
  for (const [index, text] of ['a', 'ab', 'abc'].entries())
    history = changed(history, typed(text, index * 100))
  expect(undone(history).present.text).toBe('')
})

test('a pause, another origin and an import each begin a step', () => {
  let history = changed(createHistory(''), typed('a', 0))
  history = changed(history, typed('ab', 5000))
  history = changed(history, { text: 'abc', origin: 'form config.timeout', at: 5001 })
  history = changed(history, { text: 'abcd', origin: 'import', at: 5002 })
  history = changed(history, { text: 'abcde', origin: 'import', at: 5003 })
  expect(history.past.map(({ text }) => text)).toEqual(['', 'a', 'ab', 'abc', 'abcd'])
})

test('a change after an undo forgets what was undone', () => {
  const history = undone(changed(createHistory('one'), typed('two', 0)))
  const next = changed(history, typed('three', 1))
  expect(next.future).toEqual([])
  expect(undone(next).present.text).toBe('one')
})

test('undoing everything and redoing it gives the last text back', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), texts => {
      const end = texts.reduce(
        (history, text, index) => changed(history, typed(text, index * 2000)),
        createHistory('start'),
      )
      const steps = end.past.length
      let history = end
      for (let step = 0; step < steps; step++) history = undone(history)
      expect(history.present.text).toBe('start')
      for (let step = 0; step < steps; step++) history = redone(history)
      expect(history.present.text).toBe(end.present.text)
    }),
  )
})
