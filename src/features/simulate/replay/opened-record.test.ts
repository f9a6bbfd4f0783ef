import { expect, test } from 'vitest'
import { openRecord, recordTraffic } from './opened-record.ts'

test('a CSV file is opened with the mapping that its columns suggest', async () => {
  const csv = 'timestamp,method,"url",status,x-tenant-id\n2026-01-01T00:00:00Z,GET,/a,200,acme\n'
  const record = await openRecord('a.csv', new Blob([csv]))
  expect(record).toMatchObject({
    source: 'csv',
    columns: ['timestamp', 'method', 'url', 'status', 'x-tenant-id'],
    mapping: {
      fields: { time: 'timestamp', method: 'method', url: 'url', status: 'status' },
      headers: { 'x-tenant-id': 'x-tenant-id' },
    },
  })
  expect(recordTraffic(record)).toMatchObject({ source: 'csv', options: { csv: record.mapping } })
})

test('an access log is read in its format, the combined one unless told', async () => {
  const line = '10.0.0.1 - - [10/Oct/2025:13:55:36 +0000] "GET / HTTP/1.1" 200 23 "-" "curl"'
  const record = await openRecord('access.log', new Blob([line]))
  expect(recordTraffic(record)).toMatchObject({ source: 'access-log', options: {} })
  expect(recordTraffic({ ...record, logFormat: '$remote_addr "$request"' })).toMatchObject({
    options: { logFormat: '$remote_addr "$request"' },
  })
})

test('what nobody knows is nothing to play', async () => {
  expect(recordTraffic(await openRecord('photo.jpg', new Blob(['\u0000\u0001'])))).toBeUndefined()
})
