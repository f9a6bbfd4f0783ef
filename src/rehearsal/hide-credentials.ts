/** Keeps credentials out of what is told of requests: reports are shared. */
import type { GatewayState } from '#entities/gateway-state.ts'
import { isSecretName } from '#formats/secret-names.ts'

const HIDDEN = '(hidden)'

/** The Consumers' keys, passwords and secrets. */
export function credentialsOf({ consumers }: GatewayState): string[] {
  return consumers.flatMap(({ keyauth_credentials, basicauth_credentials, jwt_secrets }) => [
    ...keyauth_credentials.map(({ key }) => key),
    ...basicauth_credentials.map(({ password }) => password),
    ...jwt_secrets.flatMap(({ secret = [] }) => secret),
  ])
}

export interface CredentialHider {
  /** A path with its query: values of parameters that are credentials, or are called as such. */
  uri(uri: string): string
  /** A JSON text, with its values that are credentials hidden. */
  json(text: string): string
  /** The same in plain data. */
  everywhere<Data>(data: Data): Data
}

export function createCredentialHider(credentials: readonly string[]): CredentialHider {
  const known = new Set(credentials.filter(text => text !== ''))

  function parameter(pair: string): string {
    const equals = pair.indexOf('=')
    if (equals === -1) return pair
    const isHidden =
      isSecretName(decoded(pair.slice(0, equals))) || known.has(decoded(pair.slice(equals + 1)))
    return isHidden ? `${pair.slice(0, equals)}=${HIDDEN}` : pair
  }

  const hidden = (text: string) =>
    JSON.parse(text, (_, of) => (typeof of === 'string' && known.has(of) ? HIDDEN : of))
  return {
    json: text => JSON.stringify(hidden(text)),
    everywhere: data => (known.size === 0 ? data : hidden(JSON.stringify(data))),
    uri(uri) {
      const question = uri.indexOf('?')
      if (question === -1) return uri
      const pairs = uri.slice(question + 1).split('&')
      return `${uri.slice(0, question)}?${pairs.map(parameter).join('&')}`
    },
  }
}

/** As a query has it; broken escapes stand for themselves. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
