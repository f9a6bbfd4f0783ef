import { expect, test } from 'vitest'
import { comparisonCsv } from './comparison-file.ts'

test('a changed request is a row; what a spreadsheet would run is text', () => {
  const csv = comparisonCsv({
    requests: [
      {
        number: 7,
        method: 'GET',
        uri: '/a?b=1,2',
        changes: ['decision'],
        a: { decision: 'emitted', subject: '=1+1', events: 'kong.api_request', attributes: '{"a":"b"}' },
        b: { decision: 'dropped', reason: 'header_absent' },
      },
    ],
  })
  expect(csv.split('\r\n')).toEqual([
    'number,method,uri,changes,a_decision,a_reason,a_subject,a_events,a_attributes,b_decision,b_reason,b_subject,b_events,b_attributes',
    `7,GET,"/a?b=1,2",decision,emitted,,'=1+1,kong.api_request,"{""a"":""b""}",dropped,header_absent,,,`,
    '',
  ])
})
