import { expect, test } from '@playwright/test'
import { builtPage, FIRST_LOAD_LIMIT, firstLoad } from '../server/bench/first-load.ts'

test('the Config page needs no more JavaScript than promised before Monaco', () => {
  const scripts = firstLoad(builtPage)
  const bytes = scripts.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0)
  const list = scripts.map(({ file, gzipBytes }) => `${gzipBytes} ${file}`).join('\n')
  expect(
    bytes,
    `gzipped bytes of the first load; what it needs, the largest first:\n${list}`,
  ).toBeLessThanOrEqual(FIRST_LOAD_LIMIT)
  expect(list, 'the editor is loaded later').not.toContain('code-editor')
})
