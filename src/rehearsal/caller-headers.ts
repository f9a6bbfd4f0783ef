/** The credential that a caller sends, found in the configuration as a client would have been given it. */
import { z } from 'zod'
import type { Application } from '#entities/application.ts'
import type { Consumer, GatewayState } from '#entities/gateway-state.ts'
import { APPLICATION_KEY_NAME } from '#gateway/application-auth.ts'

/** The headers that authenticate a Consumer or an application, or why there are none. */
export type CallerHeaders = { headers: readonly string[] } | { problem: string }

const keyNames = z.object({ key_names: z.array(z.string()).min(1) })

/** By username, custom_id or id. */
export function callerHeaders(state: GatewayState, named: string): CallerHeaders {
  const consumer = state.consumers.find(
    ({ id, username, custom_id }) => username === named || custom_id === named || id === named,
  )
  if (consumer === undefined) return { problem: `the configuration has no Consumer ${named}` }
  const headers = credentialHeaders(state, consumer)
  if (headers !== undefined) return { headers }
  return { problem: `the Consumer ${named} has no API key and no basic-auth credential that could be sent` }
}

/** By name or id: the first of its keys. */
export function applicationHeaders(applications: readonly Application[], named: string): CallerHeaders {
  const [key] = applications.find(({ id, name }) => name === named || id === named)?.keys ?? []
  if (key === undefined) return { problem: `there is no Dev Portal application ${named}` }
  return { headers: [APPLICATION_KEY_NAME, key] }
}

function credentialHeaders(state: GatewayState, consumer: Consumer): string[] | undefined {
  const [key] = consumer.keyauth_credentials
  const [basic] = consumer.basicauth_credentials
  const plugins = state.plugins.filter(({ enabled }) => enabled)
  const usesBasic = plugins.some(({ name }) => name === 'basic-auth')
  const usesKeys = plugins.some(({ name }) => name === 'key-auth')
  if (key !== undefined && (usesKeys || !usesBasic || basic === undefined)) {
    const config = plugins.find(({ name }) => name === 'key-auth')?.config
    const name = keyNames.safeParse(config).data?.key_names[0] ?? 'apikey'
    return [name, key.key]
  }
  if (basic === undefined) return undefined
  const userPass = new TextEncoder().encode(`${basic.username}:${basic.password}`)
  return ['Authorization', `Basic ${btoa(String.fromCharCode(...userPass))}`]
}
