/** What two runs of the same traffic gave, for people. */
import type { BillDifferences } from '#rehearsal/bill-differences.ts'
import type { ComparedOutcome, Comparison } from '#rehearsal/compare.ts'
import type { EventCounts } from '#rehearsal/summary.ts'
import { isZero } from './money-text.ts'
import { table } from './rehearsal-text.ts'

const counted = ['emitted', 'delivered', 'late', 'lost', 'dropped', 'duplicated'] as const

/** Fates of events whose counts differ. */
export function eventDifferences({ a, b }: Pick<Comparison, 'a' | 'b'>): (keyof EventCounts)[] {
  return counted.filter(name => a.events[name] !== b.events[name])
}

export function comparisonText(comparison: Comparison, bills: BillDifferences | undefined): string {
  const { a, b, changed, changes, decisions, subjects, requests } = comparison
  const number = (value: number) => value.toLocaleString('en-US')
  const what = `${changes.decision} decided differently, ${changes.subject} for another subject, ${changes.events} with other events, ${changes.attributes} with other attributes`
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
      table(
        ['subject', 'events A', 'events B'],
        subjects.map(of => [of.subject, of.a, of.b]),
      ),
      table(
        ['request', '', 'A', 'B'],
        requests.map(of => [of.number, `${of.method} ${of.uri}`, outcomeText(of.a), outcomeText(of.b)]),
      ),
      bills === undefined ? '' : billsText(bills),
    ]),
  ].join('')
}

function parts(texts: readonly string[]): string[] {
  return texts.flatMap(text => (text === '' ? [] : ['\n', text]))
}

function wordOf(decision: ComparedOutcome['decision']): string {
  return decision === 'emitted' ? 'gave events' : decision.replace('_', ' ')
}

function outcomeText({ decision, reason, subject, events, attributes }: ComparedOutcome): string {
  if (decision !== 'emitted')
    return reason === undefined ? wordOf(decision) : `${wordOf(decision)}: ${reason}`
  return `${subject}: ${events}${attributes === undefined || attributes === '{}' ? '' : ` ${attributes}`}`
}

function billsText({ currencies, total, unbilled, payers }: BillDifferences): string {
  const by = (difference: string | undefined) => (difference === undefined ? '' : ` (${signed(difference)})`)
  return [
    `Bills: ${currencies.a} ${total.a} by A, ${currencies.b} ${total.b} by B${by(total.difference)}\n`,
    ...(isZero(unbilled.a) && isZero(unbilled.b)
      ? []
      : [`  that no customer pays: ${unbilled.a} by A, ${unbilled.b} by B${by(unbilled.difference)}\n`]),
    ...parts([
      table(
        ['payer', 'A', 'B', 'difference'],
        payers.map(({ payer, a, b, difference = '' }) => [payer, a, b, signed(difference)]),
      ),
    ]),
  ].join('')
}

function signed(difference: string): string {
  return /^[1-9]|^0\.0*[1-9]/.test(difference) ? `+${difference}` : difference
}
