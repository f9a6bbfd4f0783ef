import { expect, test } from 'vitest'
import { type ExportedWorkspace, readWorkspaceFile, writeWorkspaceFile } from './workspace-file.ts'

const SECRET = 'kpat_abcdefgh12345'
const exported: ExportedWorkspace = {
  content: {
    name: 'Tutorial',
    text: `plugins:\n- name: metering-and-billing\n  config:\n    api_token: ${SECRET}\n`,
    gateway_release: '3.15',
    delivery: 'endpoint',
    subject_format: 'plain',
    upstreams: { a: 'echo' },
    applications: [{ id: 'app-1', name: 'Shop', keys: ['shop-key'] }],
  },
  changed_at: '2026-11-21T08:00:00Z',
  snapshots: [
    {
      id: 's',
      name: 'Before',
      taken_at: '2026-11-21T07:00:00Z',
      text: `# ${SECRET}\napi_token: ${SECRET}\n`,
      gateway_release: '3.14',
    },
  ],
}
const exportedAt = '2026-11-21T09:00:00Z'

test('without secrets they are removed everywhere and listed', () => {
  const { text, secrets } = writeWorkspaceFile([exported], { exportedAt, secrets: 'removed' })
  expect(text).not.toContain(SECRET)
  expect(text).not.toContain('shop-key')
  expect(secrets).toEqual([
    { workspace: 'Tutorial', path: 'plugins[0].config.api_token', line: 4 },
    { workspace: 'Tutorial', path: 'applications[0].keys[0]' },
    { workspace: 'Tutorial', snapshot: 'Before', path: 'line 1, Kong token', line: 1 },
    { workspace: 'Tutorial', snapshot: 'Before', path: 'api_token', line: 2 },
  ])
})

test('with secrets the file comes back as it was, but for the delivery', () => {
  const { text } = writeWorkspaceFile([exported], { exportedAt, secrets: 'kept' })
  const { delivery: _, ...content } = exported.content
  const snapshots = exported.snapshots.map(({ id: _id, ...taken }) => taken)
  expect(readWorkspaceFile(text)).toEqual({
    workspaces: [{ ...content, changed_at: exported.changed_at, snapshots }],
  })
})

const file = writeWorkspaceFile([exported], { exportedAt, secrets: 'removed' }).text

test.for([
  ['a file that was cut off', file.slice(0, 200), 'This is not valid JSON: '],
  ['another JSON', '{"services": []}', 'not a file of this studio'],
  ['nothing', '', 'This is not valid JSON: '],
  [
    'a newer version',
    file.replace('"version": 1', '"version": 2'),
    'A newer studio wrote this file (version 2',
  ],
  [
    'no workspaces',
    '{"format":"metering-studio","version":1,"exported_at":"","workspaces":[]}',
    '`workspaces`: ',
  ],
  ['an unknown release', file.replace('"3.15"', '"2.8"'), '`workspaces[0].gateway_release`: '],
])('%s is refused with the place and the way out', ([, text, problem]) => {
  expect(readWorkspaceFile(text as string)).toEqual({ problem: expect.stringContaining(problem as string) })
})
