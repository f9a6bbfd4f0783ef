/** What two runs of the same traffic gave, for people. */
import { isZero } from '#rehearsal/amount-text.ts'
import type { BillDifferences, PayerDifference } from '#rehearsal/bill-differences.ts'
import {
  type ComparedOutcome,
  type Comparison,
  type RequestChange,
  requestChanges,
} from '#rehearsal/compare.ts'
import type { EventCounts } from '#rehearsal/summary.ts'
import { table } from './rehearsal-text.ts'

const counted = ['emitted', 'delivered', 'late', 'lost', 'dropped', 'duplicated'] as const

/** Fates of events whose counts differ. */
export function eventDifferences({ a, b }: Pick<Comparison, 'a' | 'b'>): (keyof EventCounts)[] {
  return counted.filter(name => a.events[name] !== b.events[name])
}

export function comparisonText(comparison: Comparison, bills: BillDifferences | undefined): string {
  const { a, b, changed, changes, decisions, subjects, tokens, requests } = comparison
  const number = (value: number) => value.toLocaleString('en-US')
  const what = requestChanges
    .filter(change => changes[change] > 0)
    .map(change => `${number(changes[change])} ${changeWords[change]}`)
    .join(', ')
  return [
    `${number(changed)} of ${number(a.requests.requests)} requests changed${changed === 0 ? '' : `: ${what}`}\n`,
    ...parts([
      table(
        ['requests', 'A', 'B'],
        decisions.map(({ from, to, requests: count }) => [count, wordOf(from), wordOf(to)]),
      ),
      table(
        ['events', 'A', 'B'],
        counted.map(name => [name, a.events[name], b.events[name]]),
      ),
      tokensTable(tokens),
      subjectsTable(subjects),
      table(
        ['request', '', 'A', 'B'],
        requests.map(of => [of.number, `${of.method} ${of.uri}`, outcomeText(of.a), outcomeText(of.b)]),
      ),
      bills === undefined ? '' : billsText(bills),
    ]),
  ].join('')
}

const changeWords: Record<RequestChange, string> = {
  decision: 'decided differently',
  reason: 'for another reason',
  status: 'answered differently',
  subject: 'for another subject',
  events: 'with other events',
  tokens: 'with other tokens',
  attributes: 'with other attributes',
}

function tokensTable({ a, b }: Comparison['tokens']): string {
  const types = (['request', 'response'] as const).filter(type => a[type] + b[type] > 0)
  return table(
    ['tokens', 'A', 'B'],
    types.map(type => [type, a[type], b[type]]),
  )
}

function subjectsTable(subjects: Comparison['subjects']): string {
  const withTokens = subjects.some(({ tokens_a, tokens_b }) => tokens_a !== tokens_b)
  return table(
    ['subject', 'events A', 'events B', ...(withTokens ? ['tokens A', 'tokens B'] : [])],
    subjects.map(({ subject, a, b, tokens_a = 0, tokens_b = 0 }) => [
      subject,
      a,
      b,
      ...(withTokens ? [tokens_a, tokens_b] : []),
    ]),
  )
}

function parts(texts: readonly string[]): string[] {
  return texts.flatMap(text => (text === '' ? [] : ['\n', text]))
}

function wordOf(decision: ComparedOutcome['decision']): string {
  return decision === 'emitted' ? 'gave events' : decision.replace('_', ' ')
}

function outcomeText({ decision, ...outcome }: ComparedOutcome): string {
  const { reason, status, subject, events, tokens, attributes } = outcome
  if (decision === 'no_plugin') return `${wordOf(decision)}, answered ${status}`
  if (decision !== 'emitted') return `${wordOf(decision)}: ${reason}`
  const units = tokens === undefined ? '' : ` (${tokens})`
  return `${subject}: ${events}${units}${attributes === '{}' ? '' : ` ${attributes}`}`
}

function billsText(bills: BillDifferences): string {
  const { currencies, total, unbilled, month, payers, unbilled_payers } = bills
  const by = (difference: string | undefined) => (difference === undefined ? '' : ` (${signed(difference)})`)
  return [
    `Bills: ${currencies.a} ${total.a} by A, ${currencies.b} ${total.b} by B${by(total.difference)}\n`,
    ...(isZero(unbilled.a) && isZero(unbilled.b)
      ? []
      : [`  that no customer pays: ${unbilled.a} by A, ${unbilled.b} by B${by(unbilled.difference)}\n`]),
    ...(month === undefined
      ? []
      : [`  in 30 days at this pace: ${month.a} by A, ${month.b} by B${by(month.difference)}\n`]),
    ...parts([payersTable('payer', payers), payersTable('not billed', unbilled_payers)]),
  ].join('')
}

function payersTable(title: string, payers: readonly PayerDifference[]): string {
  return table(
    [title, 'A', 'B', 'difference'],
    payers.map(({ payer, a, b, difference = '' }) => [payer, a, b, signed(difference)]),
  )
}

function signed(difference: string): string {
  return /^[1-9]|^0\.0*[1-9]/.test(difference) ? `+${difference}` : difference
}
