import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { githubSteps, pinFiles, rehearseCommand } from './pipeline-text.ts'

test.for([
  ['Three requests of alice', 'three-requests-of-alice'],
  ['401, 404 & 5xx!', '401-404-5xx'],
  ['…', 'rehearsal'],
])('a run called %s has files called %s', ([name = '', base]) => {
  expect(pinFiles({ name })).toEqual({
    traffic: `${base}.scenario.json`,
    expectations: `${base}.expect.txt`,
  })
})

test('the command names what the page runs with', () => {
  expect(rehearseCommand({ name: 'A b' }, { release: '3.14', subjectFormat: 'prefixed' })).toBe(
    'npm run -s studio -- rehearse kong.yaml a-b.scenario.json --expect a-b.expect.txt --gateway 3.14 --subject-format prefixed',
  )
})

test('a workflow checks each', () => {
  const steps = githubSteps([{ name: 'a' }, { name: 'b' }], { release: '3.15', subjectFormat: 'plain' })
  expect(steps).toContain('rehearse ../kong.yaml ../a.scenario.json --expect ../a.expect.txt')
  expect(steps).toContain('../b.expect.txt --gateway 3.15\n  working-directory: metering-studio\n')
})

test('a record is read as the page reads it', () => {
  const settings = { release: '3.15', subjectFormat: 'plain' } as const
  const csv = { fields: { url: 'the path', status: 'code' }, headers: { 'x-tenant-id': 'tenant' } }
  const record = { name: "Monday's log.csv", kept: true, source: 'csv', options: { csv } } as const
  expect(rehearseCommand({ name: 'Monday', record }, settings)).toBe(
    "npm run -s studio -- rehearse kong.yaml 'Monday'\\''s log.csv' --expect monday.expect.txt --source csv --column 'url=the path' --column status=code --column header:x-tenant-id=tenant --gateway 3.15",
  )
  const log = {
    name: 'a.log',
    kept: true,
    source: 'access-log',
    options: { logFormat: '$status "$request"' },
  } as const
  expect(rehearseCommand({ name: 'a', record: log }, settings)).toContain(
    `a.log --expect a.expect.txt --source access-log --log-format '$status "$request"' --gateway`,
  )
})

test('a log format with colons is no key of the workflow', () => {
  const logFormat = '{"status": "$status"} # "$request"'
  const record = { name: 'a.log', kept: true, source: 'access-log', options: { logFormat } } as const
  const steps = parse(githubSteps([{ name: 'a', record }], { release: '3.15', subjectFormat: 'plain' }))
  expect(steps[2].run).toContain(`--log-format '${logFormat}'`)
})
