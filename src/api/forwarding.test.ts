import { expect, test } from 'vitest'
import { createForwarding, type KeptForwarding, nothingKept } from './forwarding.ts'
import { createForwardingRoutes } from './forwarding-routes.ts'
import { createApi } from './serve.ts'

const db = { host: 'db.internal', address: '10.0.0.5', kind: 'private' } as const
const metadata = { host: 'db.internal', address: '169.254.169.254', kind: 'metadata' } as const

/** Forwarding as after a restart with what was kept so far. */
function studios(workspace = { id: 'w1' }) {
  let kept: KeptForwarding = nothingKept
  const keeper = {
    load: () => kept,
    save: (next: KeptForwarding) => {
      kept = structuredClone(next)
    },
  }
  return {
    start: (hosts: string[] = []) => createForwarding({ keeper, workspaceId: () => workspace.id, hosts }),
    breakDisk() {
      keeper.save = () => {
        throw new Error('the disk is full')
      }
    },
  }
}

test('a yes holds for one host and one kind of address, and outlives the studio until it is taken back', () => {
  const { start } = studios()
  const first = start()
  first.refuse(db)
  first.setAllowed(db, true)
  expect(first.isAllowed({ ...db, host: 'DB.internal.' })).toBe(true)
  expect(first.isAllowed({ ...db, host: 'a.db.internal' })).toBe(false)
  expect(first.isAllowed({ ...db, kind: 'link-local' })).toBe(false)
  expect(first.isAllowed(metadata)).toBe(false)
  const second = start()
  expect(second.isAllowed(db)).toBe(true)
  expect(second.status()).toMatchObject({
    allowed: [{ from: 'workspace', host: 'db.internal', kind: 'private' }],
    refused: [],
  })
  second.setAllowed({ ...db, host: 'db.INTERNAL' }, false)
  expect(start().isAllowed(db)).toBe(false)
})

test('a yes is one workspace’s: in another one the host is refused, and not listed', () => {
  const workspace = { id: 'w1' }
  const forwarding = studios(workspace).start()
  forwarding.setAllowed(db, true)
  forwarding.refuse({ ...db, host: 'other.internal' })
  workspace.id = 'shared-by-link'
  expect(forwarding.isAllowed(db)).toBe(false)
  expect(forwarding.status()).toMatchObject({ allowed: [], refused: [] })
  workspace.id = 'w1'
  expect(forwarding.status()).toMatchObject({
    allowed: [{ host: 'db.internal' }],
    refused: [{ host: 'other.internal' }],
  })
})

test('the yes to a metadata address ends with the studio', () => {
  const { start } = studios()
  const first = start()
  first.setAllowed(metadata, true)
  first.setAllowed(db, true)
  expect(first.isAllowed(metadata)).toBe(true)
  expect(start().isAllowed(metadata)).toBe(false)
  expect(start().isAllowed(db)).toBe(true)
})

test('hosts of the settings are allowed in every workspace, and are not kept', () => {
  const { start } = studios()
  const headless = start(['DB.internal', '[fd00::1]'])
  expect(headless.isAllowed(db)).toBe(true)
  expect(headless.isAllowed({ host: 'fd00::1', address: 'fd00::1', kind: 'private' })).toBe(true)
  headless.setAllowed(db, false)
  expect(headless.isAllowed(db)).toBe(true)
  expect(headless.status().allowed).toEqual([
    { from: 'settings', host: 'db.internal' },
    { from: 'settings', host: 'fd00::1' },
  ])
  expect(start().isAllowed(db)).toBe(false)
})

test('settings open the way to a metadata address only when it stands there itself', () => {
  const { start } = studios()
  expect(start(['db.internal']).isAllowed(metadata)).toBe(false)
  expect(start(['db.internal', '169.254.169.254']).isAllowed(metadata)).toBe(false)
  const itself = { ...metadata, host: '169.254.169.254' }
  expect(start(['169.254.169.254']).isAllowed(itself)).toBe(true)
})

test('the filter outlives the studio', () => {
  const { start } = studios()
  const capture = { methods: ['GET'], paths: [], statuses: ['5xx'] }
  start().setCapture(capture)
  expect(start().capture()).toEqual(capture)
})

test('what cannot be kept is not changed', () => {
  const studio = studios()
  const forwarding = studio.start()
  studio.breakDisk()
  expect(() => forwarding.setAllowed(db, true)).toThrow('the disk is full')
  expect(forwarding.isAllowed(db)).toBe(false)
})

test.for(['*', '*.internal', '10.0.0.0/8', 'a b', 'a'.repeat(300)])(
  '%s is no host to say yes to',
  async host => {
    const forwarding = createForwarding()
    const api = createApi(createForwardingRoutes(forwarding))
    const put = (allowed: boolean) =>
      api(
        new Request(`http://a/api/gateway/forwarding/${encodeURIComponent(host)}`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ allowed, kind: 'private' }),
        }),
      )
    expect((await put(true)).status).toBe(400)
    expect(forwarding.status().allowed).toEqual([])
    expect((await put(false)).status).toBe(200)
  },
)
