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
        a: {
          decision: 'emitted',
          status: 200,
          subject: '=1+1',
          events: 'kong.llm_request, kong.llm_request',
          tokens: '1 request, 2 response',
          attributes: '{"a":"b"}',
        },
        b: { decision: 'dropped', status: 404, reason: 'header_absent' },
      },
    ],
  })
  expect(csv.split('\r\n')).toEqual([
    'number,method,uri,changes,a_decision,a_reason,a_status,a_subject,a_events,a_tokens,a_attributes,b_decision,b_reason,b_status,b_subject,b_events,b_tokens,b_attributes',
    `7,GET,"/a?b=1,2",decision,emitted,,200,'=1+1,"kong.llm_request, kong.llm_request","1 request, 2 response","{""a"":""b""}",dropped,header_absent,404,,,,`,
    '',
  ])
})
