/** What a rehearsal gave, for people. */
import { type CheckedExpectation, expectationText } from '#rehearsal/expectations.ts'
import type { RehearsalSummary } from '#rehearsal/summary.ts'
import { textTable } from './text-table.ts'

/** Rows of a table; the rest is in --json. */
const MAX_ROWS = 20

export function rehearsalText(summary: RehearsalSummary): string {
  const { requests, events, duration, seed, gateway } = summary
  const number = (value: number) => value.toLocaleString('en-US')
  return [
    `${number(requests.requests)} requests in ${number(Math.round(duration * 10) / 10)} s, gateway ${gateway}, seed ${seed}\n`,
    `  ${number(requests.emitted)} gave events, ${number(requests.dropped)} dropped, ${number(requests.not_metered)} not metered, ${number(requests.no_plugin)} without a plugin\n`,
    `${number(events.emitted)} events\n`,
    `  ${number(events.delivered)} delivered (${number(events.late)} late), ${number(events.lost)} lost, ${number(events.dropped)} dropped by a full queue, ${number(events.duplicated)} sent again after they were stored\n`,
    ...tables(summary).flatMap(table => (table === '' ? [] : ['\n', table])),
  ].join('')
}

function tables({ subjects, reasons, routes, consumers, statuses, queues }: RehearsalSummary): string[] {
  const requestsBy = (heading: string, named: RehearsalSummary['routes']) =>
    table(
      [heading, 'requests', 'gave events', 'dropped', 'not metered', 'no plugin'],
      named.map(row => [row.name, row.requests, row.emitted, row.dropped, row.not_metered, row.no_plugin]),
    )
  return [
    table(
      ['subject', 'api_request', 'llm_request', 'delivered', 'late', 'lost', 'dropped'],
      subjects.map(({ subject, by_type, delivered, late, lost, dropped }) => [
        subject,
        by_type['kong.api_request'] ?? 0,
        by_type['kong.llm_request'] ?? 0,
        delivered,
        late,
        lost,
        dropped,
      ]),
    ),
    table(
      ['requests', 'gave no event because'],
      reasons.map(({ requests, message }) => [requests, message]),
    ),
    requestsBy('Route', routes),
    requestsBy('Consumer', consumers),
    requestsBy('status', statuses),
    table(
      ['queue of the plugin', 'worker', 'enqueued', 'batches', 'attempts', 'failed', 'most waiting'],
      queues.map(queue => [
        queue.instance_name ?? queue.plugin_id,
        queue.worker,
        queue.enqueued,
        queue.batches,
        queue.attempts,
        queue.failed_attempts,
        queue.max_waiting,
      ]),
    ),
  ]
}

/** At most so many rows, and how many more there are; empty without rows. */
export function table(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return ''
  const more = rows.length > MAX_ROWS ? `… and ${rows.length - MAX_ROWS} more\n` : ''
  return textTable(headings, rows.slice(0, MAX_ROWS)) + more
}

/** `ok` or `FAILED`, the expectation, and for each difference a line. */
export function expectationsText(checked: readonly CheckedExpectation[]): string {
  return checked
    .flatMap(({ expectation, differences }) => [
      `${differences.length === 0 ? 'ok    ' : 'FAILED'}  ${expectationText(expectation)}\n`,
      ...differences.map(difference => `          ${differenceText(difference)}\n`),
    ])
    .join('')
}

export function differenceText({ what, expected, found }: CheckedExpectation['differences'][number]): string {
  return `${what}: expected ${expected}, found ${found}`
}
