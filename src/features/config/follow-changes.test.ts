import { expect, test } from 'vitest'
import type { Workspace } from '#api/contract.ts'
import { createChangeFollower } from './follow-changes.ts'
import { createWorkspaceModel, newWorkspace } from './workspace-model.ts'

function start() {
  const model = createWorkspaceModel({ id: 'w1', content: { ...newWorkspace('W'), text: 'mine' } }, () => 0)
  const kept: Workspace = { ...newWorkspace('W'), id: 'w1', text: 'theirs', updated_at: 't2' }
  const state = { pending: false, loads: 0 }
  const follower = createChangeFollower({
    take: theirs => model.getState().takeOver(theirs),
    pending: () => state.pending,
    load: async () => {
      state.loads += 1
      return kept
    },
  })
  return { model, state, follower, text: () => model.getState().history.present.text }
}

test('what others changed is taken over once, and can be undone', async () => {
  const { model, follower, state, text } = start()
  await follower.seen('t2')
  await follower.seen('t2')
  expect([text(), state.loads]).toEqual(['theirs', 1])
  model.getState().undo()
  expect(text()).toBe('mine')
})

test('what the page saved itself is not loaded', async () => {
  const { follower, state, text } = start()
  follower.saved('t2')
  await follower.seen('t2')
  expect([text(), state.loads]).toEqual(['mine', 0])
})

test('a change that is not saved yet is kept, also one made while the other is loaded', async () => {
  const { follower, state, text } = start()
  state.pending = true
  await follower.seen('t2')
  state.pending = false
  const seen = follower.seen('t2')
  state.pending = true
  await seen
  expect(text()).toBe('mine')
})
