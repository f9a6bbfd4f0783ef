import { expect, test } from 'vitest'
import { columnsOfText, moveColumn, toggleColumn } from './event-columns.ts'
import { gridTracks } from './grid-tracks.ts'

test('a column is added last and taken out where it was; the last one stays', () => {
  expect(toggleColumn(['time', 'subject'], 'path')).toEqual(['time', 'subject', 'path'])
  expect(toggleColumn(['time', 'subject'], 'time')).toEqual(['subject'])
  expect(toggleColumn(['time'], 'time')).toEqual(['time'])
})

test.for([
  ['subject', -1, 'subject,time,path'],
  ['subject', 1, 'time,path,subject'],
  ['time', -1, 'time,subject,path'],
  ['path', 1, 'time,subject,path'],
  ['route', 1, 'time,subject,path'],
] as const)('%s moved by %i gives %s', ([column, by, after]) => {
  expect(moveColumn(['time', 'subject', 'path'], column, by).join(',')).toBe(after)
})

test.for([
  ['time,subject', ['time', 'subject']],
  ['', undefined],
  ['time,colour', undefined],
  ['time,time', undefined],
] as const)('the columns %j of a link are %j', ([text, columns]) => {
  expect(columnsOfText(text)).toEqual(columns)
})

test('where columns do not fit, those give way that the details have too', () => {
  const chosen = ['time', 'type', 'subject', 'customer', 'check'] as const
  expect(gridTracks(chosen, 1200).columns).toEqual(chosen)
  expect(gridTracks(chosen, 620).columns).toEqual(['time', 'type', 'subject', 'check'])
  expect(gridTracks(chosen, 100)).toMatchObject({ columns: ['time', 'type', 'subject', 'check'], least: 592 })
})
