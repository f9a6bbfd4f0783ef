import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { formatIds } from '#formats/snippet.ts'
import type { MeteringPlugin } from '#plugin/plugin.ts'
import { variable } from '#plugin/variables.ts'
import { OutputFidelity } from './output-fidelity.tsx'

afterEach(cleanup)

const plugin: MeteringPlugin = {
  scope: { service: 'example-service' },
  config: {
    ingest_endpoint: 'https://us.api.konghq.com/v3/openmeter/events',
    api_token: variable('AUTH_TOKEN'),
    subject: { look_up_value_in: 'header', field: 'x-customer' },
  },
}

const options = { scope: { kind: 'own' }, mode: 'corrected', gateway: '3.16' } as const

test.for(formatIds)('the %s output is read back', async format => {
  render(<OutputFidelity plugins={[plugin]} format={format} options={options} />)
  expect(await screen.findByText('✓ Re-imports to the same config')).toBeTruthy()
})

test('what a format leaves out is listed with the reason', async () => {
  const conditional = { ...plugin, condition: 'http.method == "GET"' }
  render(<OutputFidelity plugins={[conditional]} format="kic" options={options} />)
  expect(screen.getByText(/have no condition field/)).toBeTruthy()
  expect(await screen.findByText(/same config, but for what is left out/)).toBeTruthy()
})
