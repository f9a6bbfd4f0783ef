import { inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isShareLink, readShareLink, writeShareLink } from './share-link.ts'
import type { WorkspaceContent } from './workspace-content.ts'

const content = (text: string): WorkspaceContent => ({
  name: 'Tutorial',
  text,
  gateway_release: '3.15',
  delivery: 'endpoint',
  subject_format: 'plain',
  upstreams: { 'example-service': 'forward' },
})

const lines = Array.from(
  { length: 60 },
  (_, at) => `- name: route-${at * 7919}\n  paths: [/p${at * 104_729}]`,
)
const long = `_format_version: "3.0"\nroutes:\n${lines.join('\n')}\n`

test('a link carries the workspace but for its delivery', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async words => {
      // Prose that names no secret.
      const text = `note: ${JSON.stringify(words.replaceAll(/[:=]/g, ''))}\n`
      const { fragment } = await writeShareLink(content(text))
      expect(isShareLink(fragment)).toBe(true)
      const { delivery: _, ...shared } = content(text)
      expect(await readShareLink(fragment)).toEqual({ kind: 'workspace', workspace: shared })
    }),
    { numRuns: 50 },
  )
})

test('what the link packs holds no secret, wherever it stands', async () => {
  const token = fc.stringMatching(/^[A-Za-z0-9+/_-]{12,40}$/)
  await fc.assert(
    fc.asyncProperty(token, async secret => {
      const shared = {
        ...content(
          `# ${secret}\nconsumers:\n- username: a\n  keyauth_credentials:\n  - key: "${secret}"\n` +
            `plugins:\n- name: metering-and-billing\n  service: ${secret}\n  config:\n    api_token: "${secret}"\n` +
            `# curl -H "Authorization: Bearer ${secret}" -H 'Cookie: a=${secret}' -H apikey:${secret}\n`,
        ),
        name: `With ${secret}`,
        applications: [{ id: 'a', name: 'Shop', keys: [`app-${secret}`] }],
        upstreams: { [secret]: 'echo' as const },
      }
      const { fragment, removed } = await writeShareLink(shared)
      const packed = fragment.replace('#w=', '').split('.')[0] ?? ''
      expect(inflateRawSync(Buffer.from(packed, 'base64url')).toString()).not.toContain(secret)
      expect(removed.map(({ path }) => path)).toContain('applications[0].keys[0]')
    }),
    { numRuns: 50 },
  )
})

test('a changed link is told where it is damaged', async () => {
  const { fragment } = await writeShareLink(content(long))
  const payload = fragment.indexOf('.') - 3
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: payload - 1 }),
      fc.constantFrom('A', 'x', '0', '-', '%', ' '),
      async (at, sign) => {
        const offset = at + 3
        if (fragment[offset] === sign) return
        const reading = await readShareLink(fragment.slice(0, offset) + sign + fragment.slice(offset + 1))
        expect(reading.kind).toBe('damaged')
        if (reading.kind !== 'damaged') return
        expect(reading.character).toBeLessThanOrEqual(at + 1)
        expect(reading.character).toBeGreaterThan(at + 1 - 64)
        expect(long.startsWith(reading.recovered.slice(0, -10))).toBe(true)
      },
    ),
    { numRuns: 100 },
  )
})

test('a link that was cut off gives what it still holds', async () => {
  const { fragment } = await writeShareLink(content(long))
  const end = fragment.indexOf('.')
  const half = Math.floor(end / 2)
  const reading = await readShareLink(fragment.slice(0, half))
  expect(reading).toMatchObject({
    kind: 'damaged',
    character: half - 3 + 1,
    why: 'the link was cut off there',
  })
  if (reading.kind !== 'damaged') return
  expect(long.startsWith(reading.recovered)).toBe(true)
  expect(reading.recovered.length).toBeGreaterThan(long.length / 5)
  expect(await readShareLink(fragment.slice(0, end))).toMatchObject({ kind: 'workspace' })
})

test.for(['#w=', '#w=.', '#w=!', '#w=AAAA', '#w=%%%.x', '#w=S0xKBgA', '#w=AAAAA.'])(
  'nonsense is damaged: %s',
  async fragment => {
    expect(await readShareLink(fragment)).toMatchObject({ kind: 'damaged', recovered: '' })
  },
)

test('any text after the mark is read without an exception', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), async text => {
      expect((await readShareLink(`#w=${text}`)).kind).toBe('damaged')
    }),
  )
})
