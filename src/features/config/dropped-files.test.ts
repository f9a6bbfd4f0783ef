import { expect, test } from 'vitest'
import { writeWorkspaceFile } from '#workspaces/workspace-file.ts'
import { fileText, workspacesFile } from './dropped-files.ts'

test('several files become one text', async () => {
  const files = [new File(['a: 1\n'], 'a.yaml'), new File(['b: 2\n'], 'b.yaml')]
  expect(await fileText(files)).toEqual({ text: 'a: 1\n\nb: 2\n' })
})

test.for([
  ['binary', new File(['\0\u0001'], 'logo.png'), 'logo.png is not a text file.'],
  [
    'too large',
    new File(['x'.repeat(4_500_000)], 'big.yaml'),
    'big.yaml has 4.5 MB; the studio reads up to 4 MB.',
  ],
] as const)('a %s file is refused in words', async ([, file, problem]) => {
  expect(await fileText([file])).toEqual({ problem })
})

test('a file of workspaces is known by how it begins, whatever its name and size', async () => {
  const { text } = writeWorkspaceFile([], { exportedAt: '2026-11-21T00:00:00Z', secrets: 'removed' })
  const large = new File([text, ' '.repeat(5_000_000)], 'metering-studio.mbstudio (1).json')
  const others = [new File(['{"name": "metering-and-billing"}'], 'plugin.json'), new File([''], 'a.yaml')]
  expect(await workspacesFile([...others, large])).toBe(large)
  expect(await workspacesFile(others)).toBe(undefined)
})
