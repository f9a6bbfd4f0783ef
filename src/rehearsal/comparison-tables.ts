/** A comparison as tables of texts: for the page and for the report that is shared. */
import { amountText, differenceText, isZero } from './amount-text.ts'
import type { AmountDifference, BillDifferences, PayerDifference } from './bill-differences.ts'
import { type ComparedOutcome, type Comparison, type RequestChange, requestChanges } from './compare.ts'

export interface ComparisonTable {
  title: string
  /** The first column names the row; the others are numbers. */
  head: readonly string[]
  rows: readonly (readonly string[])[]
  /** Said where there are no rows. */
  empty: string
}

/** `bills` with prices only. */
export type ToldComparison = Comparison & { bills?: BillDifferences }

const numbers = new Intl.NumberFormat('en-US')
const number = (value: number) => numbers.format(value)
const signedNumbers = new Intl.NumberFormat('en-US', { signDisplay: 'exceptZero' })
const signed = (value: number) => signedNumbers.format(value)

const decisionWords: Readonly<Record<ComparedOutcome['decision'], string>> = {
  emitted: 'emitted',
  dropped: 'dropped',
  not_metered: 'not metered',
  no_plugin: 'no plugin',
}

const changeWords: Readonly<Record<RequestChange, string>> = {
  decision: 'Another decision',
  reason: 'Another reason',
  status: 'Another status',
  subject: 'Another subject',
  events: 'Other events',
  tokens: 'Other tokens',
  attributes: 'Other attributes',
}

/** `3 of 600 requests change, bill -€0.30`. */
export function comparisonHeadline({ changed, a, bills }: ToldComparison): string {
  const { requests } = a.requests
  const all = `${number(requests)} ${requests === 1 ? 'request' : 'requests'}`
  const what =
    changed === 0
      ? `No difference in ${all}`
      : `${number(changed)} of ${all} ${changed === 1 ? 'changes' : 'change'}`
  return bills === undefined ? what : `${what}, ${billText(bills)}`
}

function billText({ total, currencies }: BillDifferences): string {
  if (total.difference === undefined) return `bill in ${currencies.b} instead of ${currencies.a}`
  return isZero(total.difference)
    ? 'same bill total'
    : `bill ${differenceText(total.difference, currencies.a)}`
}

export function comparisonTables(comparison: ToldComparison): ComparisonTable[] {
  const { bills, changed } = comparison
  return [
    ...(bills === undefined ? [] : billTables(bills)),
    totalsTable(comparison),
    ...(changed === 0 ? [] : [changesTable(comparison)]),
    subjectsTable(comparison),
  ]
}

function totalsTable({ a, b, tokens }: Comparison): ComparisonTable {
  const rows: [name: string, a: number, b: number][] = [
    ['Requests', a.requests.requests, b.requests.requests],
    ['Requests with events', a.requests.emitted, b.requests.emitted],
    ['Dropped requests', a.requests.dropped, b.requests.dropped],
    ['Not metered', notMetered(a), notMetered(b)],
    ['Events', a.events.emitted, b.events.emitted],
    ['Delivered', a.events.delivered, b.events.delivered],
    ['Lost', a.events.lost, b.events.lost],
    ['Dropped by a queue', a.events.dropped, b.events.dropped],
    ['Prompt tokens', tokens.a.request, tokens.b.request],
    ['Completion tokens', tokens.a.response, tokens.b.response],
  ]
  return {
    title: 'Totals',
    head: ['Count', `A, gateway ${a.gateway}`, `B, gateway ${b.gateway}`, 'Difference'],
    rows: rows
      .filter(([name, of, than]) => of + than > 0 || name === 'Requests')
      .map(([name, of, than]) => [name, number(of), number(than), signed(than - of)]),
    empty: 'There was no request.',
  }
}

function notMetered({ requests }: Comparison['a']): number {
  return requests.not_metered + requests.no_plugin
}

function changesTable({ decisions, changes }: Comparison): ComparisonTable {
  return {
    title: 'What changes',
    head: ['Change', 'Requests'],
    rows: [
      ...decisions.map(({ from, to, requests }) => [
        `${decisionWords[from]} → ${decisionWords[to]}`,
        number(requests),
      ]),
      ...requestChanges
        .filter(change => change !== 'decision' && changes[change] > 0)
        .map(change => [changeWords[change], number(changes[change])]),
    ],
    empty: 'Nothing.',
  }
}

function subjectsTable({ subjects }: Comparison): ComparisonTable {
  const withTokens = subjects.some(({ tokens_a, tokens_b }) => tokens_a !== tokens_b)
  const sides = ['A', 'B', 'Difference']
  return {
    title: withTokens ? 'Events and tokens by subject' : 'Events by subject',
    head: ['Subject', ...sides, ...(withTokens ? ['Tokens A', 'Tokens B', 'Difference of tokens'] : [])],
    rows: subjects.map(({ subject, a, b, tokens_a = 0, tokens_b = 0 }) => [
      subject,
      number(a),
      number(b),
      signed(b - a),
      ...(withTokens ? [number(tokens_a), number(tokens_b), signed(tokens_b - tokens_a)] : []),
    ]),
    empty: 'Every subject has as many events in both.',
  }
}

function billTables(bills: BillDifferences): ComparisonTable[] {
  const { currencies, total, unbilled, month, payers, unbilled_payers } = bills
  const cells = ({ a, b, difference }: AmountDifference) => [
    amountText(a, currencies.a),
    amountText(b, currencies.b),
    difference === undefined ? 'other currency' : differenceText(difference, currencies.a),
  ]
  const rows = (of: readonly PayerDifference[]) => of.map(one => [one.payer, ...cells(one)])
  const sides = ['A', 'B', 'Difference']
  const isAnyUnbilled = !isZero(unbilled.a) || !isZero(unbilled.b)
  return [
    {
      title: 'Bill',
      head: ['Amount', ...sides],
      rows: [
        ['Would be billed', ...cells(total)],
        ...(month === undefined ? [] : [['In 30 days', ...cells(month)]]),
        ...(isAnyUnbilled ? [['Billed to nobody', ...cells(unbilled)]] : []),
      ],
      empty: '',
    },
    {
      title: 'Bill by customer',
      head: ['Customer', ...sides],
      rows: rows(payers),
      empty: 'Every customer pays the same in both.',
    },
    ...(unbilled_payers.length === 0
      ? []
      : [
          {
            title: 'Billed to nobody, by subject',
            head: ['Subject', ...sides],
            rows: rows(unbilled_payers),
            empty: '',
          },
        ]),
  ]
}

/** Of a request: the decision, and of the rest what differs. */
export function outcomeTexts(
  outcome: ComparedOutcome,
  changes: readonly RequestChange[],
): { decision: string; details: string[] } {
  const { decision, reason, status, subject, events, tokens, attributes } = outcome
  const details = [
    reason ?? subject,
    ...(decision === 'no_plugin' || changes.includes('status') ? [`status ${status}`] : []),
    ...(changes.includes('events') ? [events] : []),
    ...(changes.includes('tokens') ? [tokens === undefined ? undefined : `tokens ${tokens}`] : []),
    ...(changes.includes('attributes') ? [attributes] : []),
  ]
  return { decision: decisionWords[decision], details: details.filter(text => text !== undefined) }
}
