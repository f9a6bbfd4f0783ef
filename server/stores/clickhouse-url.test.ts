import { expect, test } from 'vitest'
import { readClickhouseUrl } from './clickhouse-url.ts'

test.for([
  {
    text: 'clickhouse://ada:p%40ss@db.example:8123/usage',
    url: 'http://db.example:8123',
    username: 'ada',
    password: 'p@ss',
    database: 'usage',
    place: 'db.example:8123/usage',
  },
  {
    text: 'clickhouses://db.example:8443',
    url: 'https://db.example:8443',
    username: 'default',
    password: '',
    database: 'default',
    place: 'db.example:8443',
  },
])('$text', ({ text, ...found }) => {
  expect(readClickhouseUrl(text)).toEqual(found)
})

test.for([
  'http://db.example:8123',
  'clickhouse:',
  'db.example',
  'clickhouse://ada:%zz@db.example/usage',
  '',
])('%j is not one', text => {
  expect(readClickhouseUrl(text)).toBeUndefined()
})
