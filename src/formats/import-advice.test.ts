import { expect, test } from 'vitest'
import { importText } from './import-text.ts'

const clusterPlugin = (name: string, global: string, plugin = 'metering-and-billing') => `---
apiVersion: configuration.konghq.com/v1
kind: KongClusterPlugin
metadata:
  name: ${name}
  labels: {global: '${global}'}
plugin: ${plugin}
config: {ingest_endpoint: https://a.example, api_token: t}
`
const resource = (tags: string) => `resource "konnect_gateway_plugin_metering_and_billing" "x" {
  config = { api_token = "t", ingest_endpoint = "https://a.example" }
  ${tags}
}
`
const notes = (text: string) => importText(text).notes.filter(({ severity }) => severity !== undefined)

test('two global KongClusterPlugins of one plugin are an error: neither is applied', () => {
  const rivals = notes(clusterPlugin('a', 'true') + clusterPlugin('b', 'true'))
  expect(rivals).toMatchObject([{ severity: 'error', message: expect.stringContaining('applies neither') }])
  expect(notes(clusterPlugin('a', 'true') + clusterPlugin('b', 'false'))).toEqual([])
  expect(notes(clusterPlugin('a', 'true') + clusterPlugin('b', 'true', 'key-auth'))).toEqual([])
})

test('empty tags of Terraform are named in a hint', () => {
  expect(notes(resource('tags = []'))).toMatchObject([{ line: 3, severity: 'hint' }])
  expect(notes(resource('tags = ["a"]'))).toEqual([])
})
