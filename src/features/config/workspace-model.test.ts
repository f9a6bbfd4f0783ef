import { expect, test } from 'vitest'
import { createWorkspaceModel, newWorkspace } from './workspace-model.ts'

const documentFor = (endpoint: string, timeout = 1000) => `_format_version: "3.0"
plugins:
- name: metering-and-billing
  config:
    ingest_endpoint: ${endpoint}
    api_token: "\${{ env "DECK_TOKEN" }}"
    timeout: ${timeout}
`
const confirmed = 'https://us.api.konghq.com/v3/openmeter/events'

function start(delivery: 'studio' | 'endpoint' = 'endpoint') {
  const content = { ...newWorkspace('W'), text: documentFor(confirmed), delivery }
  return createWorkspaceModel({ id: 'w1', content }, () => 0)
}

test.for(['form plugins[0].config.ingest_endpoint', 'typing', 'import'])(
  'another ingest endpoint by %s ends real delivery in the same change',
  origin => {
    const model = start()
    const seen: string[] = []
    model.subscribe(({ settings, history }) =>
      seen.push(`${settings.delivery} ${history.present.text.includes('https://us.api.k\n')}`),
    )
    model.getState().changeText(documentFor('https://us.api.k'), origin)
    expect(seen).toEqual(['studio true'])
    expect(model.getState().fellBack).toBe(true)
  },
)

test('undo and redo to another ingest endpoint end real delivery', () => {
  const model = start()
  model.getState().changeText(documentFor('http://127.0.0.1:9/events'), 'typing')
  model.getState().changeSettings({ delivery: 'endpoint' })
  expect(model.getState().fellBack).toBe(false)
  model.getState().undo()
  expect(model.getState().settings.delivery).toBe('studio')
  model.getState().changeSettings({ delivery: 'endpoint' })
  model.getState().redo()
  expect(model.getState().settings.delivery).toBe('studio')
})

test('another change, and YAML that is broken for a moment, leave real delivery as confirmed', () => {
  const model = start()
  model.getState().changeText(documentFor(confirmed, 2000), 'typing')
  model.getState().changeText(`${documentFor(confirmed)}  x: [`, 'typing')
  expect(model.getState().settings.delivery).toBe('endpoint')
  model.getState().changeText(documentFor('https://elsewhere.example/events'), 'typing')
  expect(model.getState().settings.delivery).toBe('studio')
})

test('a simulated rehearsal stays one and says nothing', () => {
  const model = start('studio')
  model.getState().changeText(documentFor('https://elsewhere.example/events'), 'typing')
  expect(model.getState()).toMatchObject({ settings: { delivery: 'studio' }, fellBack: false })
})
