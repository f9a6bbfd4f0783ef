import { expect, test } from 'vitest'
import { githubSteps, pinFiles, rehearseCommand } from './pipeline-text.ts'

test.for([
  ['Three requests of alice', 'three-requests-of-alice'],
  ['401, 404 & 5xx!', '401-404-5xx'],
  ['…', 'rehearsal'],
])('a run called %s has files called %s', ([name = '', base]) => {
  expect(pinFiles({ name })).toEqual({
    scenario: `${base}.scenario.json`,
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
