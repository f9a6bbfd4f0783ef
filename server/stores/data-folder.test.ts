import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDataFolder } from './data-folder.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'metering-studio-folder-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('a missing folder is made, for its owner only', () => {
  const folder = join(root, 'a/b')
  openDataFolder(folder).release()
  expect(statSync(folder).mode & 0o777).toBe(0o700)
})

test('a folder in use is refused, with who uses it, until it is released', () => {
  const first = openDataFolder(root)
  first.describe('http://127.0.0.1:4400')
  expect(() => openDataFolder(root)).toThrow(
    `${root} is in use by another Metering Studio (process ${process.pid} at http://127.0.0.1:4400). End that one, or give this one a folder of its own with --data.`,
  )
  first.release()
  openDataFolder(root).release()
})

test('what an ended studio left does not keep another out', () => {
  writeFileSync(join(root, 'studio.lock.txt'), 'process 1 at http://127.0.0.1:4400\n')
  openDataFolder(root).release()
})

test.for(['', '/inside'])('a file%s is no data folder', below => {
  writeFileSync(join(root, 'file'), '')
  expect(() => openDataFolder(`${join(root, 'file')}${below}`)).toThrow(
    `The data folder ${join(root, 'file')}${below} cannot be used: expected a folder, found a file at ${join(root, 'file')}. Name another folder with --data or METERING_STUDIO_DATA.`,
  )
})

test.runIf(process.platform === 'linux')('a file system without folders is refused at once', () => {
  expect(() => openDataFolder('/proc/metering-studio/data')).toThrow(
    'The data folder /proc/metering-studio/data cannot be used: its file system takes no folders.',
  )
})

test('a folder in the place of the lock is said', () => {
  mkdirSync(join(root, 'studio.lock'))
  expect(() => openDataFolder(root)).toThrow(
    `The data folder ${root} cannot be used: you may not write there.`,
  )
})
