import { afterEach, beforeEach, expect, vi } from 'vitest'

/** A console error that a test did not ask for fails it. */
beforeEach(() => {
  vi.spyOn(console, 'error')
})

afterEach(() => {
  expect(console.error).not.toHaveBeenCalled()
})
