import { expect, test } from 'vitest'
import { csvCell, csvLine } from './csv-line.ts'

test.for([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', '"\'\r=1"'],
  ['\n=1', '"\'\n=1"'],
  ['＝1+1', "'＝1+1"],
  ['＠SUM(A1)', "'＠SUM(A1)"],
  ['a=1', 'a=1'],
  ['say "hi", all', '"say ""hi"", all"'],
])('%j is the cell %j', ([text, cell]) => {
  expect(csvCell(text ?? '')).toBe(cell)
})

test('a line ends as RFC 4180 has it', () => {
  expect(csvLine(['a', '', 'b\nc'])).toBe('a,,"b\nc"\r\n')
})
