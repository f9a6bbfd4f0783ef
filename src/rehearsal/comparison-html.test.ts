import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDocument } from '#formats/document.ts'
import { billDifferences } from './bill-differences.ts'
import { compareRuns, type PlayRun } from './compare.ts'
import { comparisonHtml } from './comparison-html.ts'
import { documentedScenarios } from './documented-scenarios.ts'
import type { RehearsalPrices } from './payers.ts'
import { runScenario } from './run-scenario.ts'
import { scenario } from './scenario.ts'

const { document = '' } = documentedScenarios.find(({ id }) => id === 'tenants') ?? {}
const played = scenario.parse({
  requests: ['acme', '<b>'].map(tenant => ({
    path: '/anything?a=1&b=2',
    headers: { 'x-tenant-id': tenant },
  })),
})
const card = {
  key: 'requests',
  name: 'Requests',
  feature: 'requests',
  price: { type: 'unit', amount: '0.10' },
} as const
const prices: RehearsalPrices = {
  book: {
    currency: 'EUR',
    features: [{ key: 'requests', name: 'Requests', meter: 'api_requests_total', filters: {} }],
    plans: [{ key: 'list', name: 'List', rate_cards: [card] }],
    reference_plan: 'list',
    subscriptions: [],
  },
}

function playOf(text: string): PlayRun {
  const { state } = readDocument(text, '3.15')
  if (state === undefined) throw new Error('the document has errors')
  return async watch => {
    const options = { ...watch, watched: Number.POSITIVE_INFINITY, prices }
    const outcome = await runScenario({ state, release: '3.15', subjectFormat: 'plain' }, played, options)
    if ('problems' in outcome) throw new Error(JSON.stringify(outcome.problems))
    return outcome.summary
  }
}

async function comparedWith(other: string) {
  const comparison = await compareRuns(playOf(document), playOf(other))
  const { a, b } = comparison
  if (a.money === undefined || b.money === undefined) throw new Error('the runs have no money')
  return { ...comparison, bills: billDifferences(a.money, b.money) }
}

const subject = { a: 'One', b: 'Two', traffic: 'Compose: 2 requests', at: '2026-11-21T12:00:00Z' }

test('stands for itself: what was compared, the money, the totals and each request, as text', async () => {
  const html = comparisonHtml(await comparedWith(document.replace('x-tenant-id', 'x-other')), subject)
  expect(html).toContain('<h1>2 of 2 requests change, bill -€0.20</h1>')
  expect(html).toContain('<dt>Traffic</dt><dd>Compose: 2 requests</dd>')
  expect(html).toContain('<th scope="row">Would be billed</th><td>€0.20</td><td>€0.00</td><td>-€0.20</td>')
  expect(html).toContain('<th scope="row">acme</th><td>€0.10</td><td>€0.00</td><td>-€0.10</td>')
  expect(html).toContain('<th scope="row">emitted → dropped</th><td>2</td>')
  expect(html).toContain(
    '<th scope="row">2 GET /anything?a=1&amp;b=2</th><td>emitted · &lt;b&gt;</td><td>dropped · header_absent</td>',
  )
  expect(html).not.toMatch(/<script|<link|src=|<b>/)
})

test('says that nothing changes', async () => {
  const html = comparisonHtml(await comparedWith(document), subject)
  expect(html).toContain('<h1>No difference in 2 requests, same bill total</h1>')
  expect(html).toContain('<p>Every customer pays the same in both.</p>')
  expect(html).not.toContain('Requests that change')
})

test('no text of a user is markup', async () => {
  const comparison = await comparedWith(document)
  const tags = (html: string) => html.match(/<\/?[a-z]/g)
  const plain = tags(comparisonHtml(comparison, subject))
  fc.assert(
    fc.property(fc.string(), text => {
      expect(tags(comparisonHtml(comparison, { ...subject, a: text, traffic: `<${text}` }))).toEqual(plain)
    }),
  )
})
