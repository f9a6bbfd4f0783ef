import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvCell } from '#formats/csv-line.ts'
import { aDroppedExchange, anEventInFlight, anExchange, anIngestedEvent } from '#testing/exchange-record.ts'
import { mergeRows, type Row } from './event-row.ts'
import { batchOf, type ExportFormat, exportFormats } from './export-rows.ts'

const rows = (subject = 'alice'): Row[] => {
  const lost = anEventInFlight('b', { subject: 'bob', delivery: 'lost', reason: 'max_retry_time' })
  const exchanges = [anExchange('a'), anExchange('b', { events: [lost] }), aDroppedExchange('c')]
  const stored = {
    ...anIngestedEvent('a', { subject }),
    validation_errors: [
      { code: 'validation_error', message: `no customer found for event subject: ${subject}` },
    ],
  }
  return mergeRows(
    [stored],
    exchanges.map((one, index) => ({ ...one, seq: index + 1 })),
  )
}

/** In two pieces, as rows come. */
function write(format: ExportFormat, all: readonly Row[]): string {
  const { head, rows: written, tail } = exportFormats[format]
  return head + written(all.slice(0, 1), true) + written(all.slice(1), false) + tail
}
const writeJson = (all: readonly Row[]) => write('json', all)
const writeJsonLines = (all: readonly Row[]) => write('jsonl', all)
const writeCsv = (all: readonly Row[]) => write('csv', all)

/** RFC 4180, read as strictly as it is written. */
function readCsv(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    record.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    records.push(record)
    record = []
  }
  return records
}

describe('csvCell', () => {
  test.for([
    ['plain', 'plain'],
    ['', ''],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
    ['a=b', 'a=b'],
  ] as const)('%j is written %j', ([text, cell]) => {
    expect(csvCell(text)).toBe(cell)
  })

  test('whatever stands in a cell is read back, and is never a formula', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[=+\-@\t\r",\n'a]{0,6}$/))
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), cells => {
        const [read] = readCsv(`${cells.map(csvCell).join(',')}\r\n`)
        expect(read?.map((cell, index) => (cell === cells[index] ? cell : cell.slice(1)))).toEqual(cells)
        expect(read?.filter(cell => /^[=+\-@\t\r]/.test(cell))).toEqual([])
      }),
    )
  })
})

test('CSV has a line for each row under one header, its columns in one order', () => {
  const [header, ...lines] = readCsv(writeCsv(rows()))
  expect(header?.join()).toBe(
    'time,outcome,type,subject,customer_id,delivery,check,reason,event_id,source,method,uri,status,route,service,consumer,request_id,data',
  )
  const column = (name: string) => lines.map(line => line[header?.indexOf(name) ?? -1])
  expect(column('outcome')).toEqual(['emitted', 'lost', 'dropped'])
  expect(column('subject')).toEqual(['alice', 'bob', ''])
  expect(column('reason')).toEqual(['', 'max_retry_time', 'no_consumer'])
  expect(column('check')).toEqual(['no customer found for event subject: alice', '', 'Dropped: no consumer'])
  expect(column('data')).toEqual(['{"request_method":"GET"}', '', ''])
})

test('JSON and JSON Lines hold the same records, with the whole event', () => {
  const records: unknown = JSON.parse(writeJson(rows()))
  const lines = writeJsonLines(rows()).trimEnd().split('\n')
  expect(lines.map(line => JSON.parse(line) as unknown)).toEqual(records)
  expect(records).toMatchObject([
    { outcome: 'emitted', subject: 'alice', event: { id: 'event-a', specversion: '1.0' } },
    { outcome: 'lost' },
    { outcome: 'dropped', reason: 'no_consumer', status: 401 },
  ])
})

test('a subject with line breaks and quotes stays one record in each format', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), subject => {
      expect(writeJsonLines(rows(subject)).trimEnd().split('\n')).toHaveLength(3)
      expect(readCsv(writeCsv(rows(subject)))).toHaveLength(4)
    }),
  )
})

test('no rows are an empty file that is still of its format', () => {
  expect(JSON.parse(writeJson([]))).toEqual([])
  expect(writeJsonLines([])).toBe('')
  expect(readCsv(writeCsv([]))).toHaveLength(1)
})

test('the batch has the events that are known, waiting and lost ones too', () => {
  const event = anIngestedEvent('w').event
  const waiting = anExchange('w', { events: [anEventInFlight('w', { delivery: 'waiting', event })] })
  const all = [...rows(), ...mergeRows([], [{ ...waiting, seq: 9 }])]
  expect(batchOf(all).map(({ id }) => id)).toEqual(['event-a', 'event-w'])
})
