import { expect, test, vi } from 'vitest'
import { createAutosave, type SaveState } from './autosave.ts'

function setUp(save: (value: string) => Promise<unknown>) {
  const states: SaveState[] = []
  const autosave = createAutosave<string>({
    save,
    onState: state => states.push(state),
    delayMilliseconds: 0,
    retryMilliseconds: 1,
  })
  return { autosave, states }
}

test('only the newest of several changes is saved', async () => {
  const save = vi.fn(async (_: string) => undefined)
  const { autosave, states } = setUp(save)
  autosave.schedule('a')
  autosave.schedule('b')
  await vi.waitFor(() => expect(states.at(-1)).toEqual({ name: 'saved' }))
  expect(save.mock.calls).toEqual([['b']])
  expect(autosave.pending).toBe(false)
})

test('a failed save says why and is tried again until it succeeds', async () => {
  const save = vi.fn(async (_: string) => undefined)
  save.mockRejectedValueOnce(new Error('disk full'))
  const { autosave, states } = setUp(save)
  autosave.schedule('a')
  await vi.waitFor(() => expect(states.at(-1)).toEqual({ name: 'saved' }))
  expect(states).toContainEqual({ name: 'failed', message: 'disk full' })
  expect(save.mock.calls).toEqual([['a'], ['a']])
})

test('a change during a save is saved after it', async () => {
  let finish = () => {}
  const save = vi.fn((_: string) => new Promise<void>(resolve => (finish = resolve)))
  const { autosave, states } = setUp(save)
  autosave.schedule('a')
  autosave.flush()
  autosave.schedule('b')
  finish()
  await vi.waitFor(() => expect(save).toHaveBeenCalledTimes(2))
  finish()
  await vi.waitFor(() => expect(states.at(-1)).toEqual({ name: 'saved' }))
  expect(save.mock.calls).toEqual([['a'], ['b']])
})
