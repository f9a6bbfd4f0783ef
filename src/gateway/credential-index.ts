import type { BasicAuthCredential, Consumer, GatewayState, JwtSecret } from '#entities/gateway-state.ts'
import type { Identity } from './authentication.ts'

/** Credentials of all Consumers by what a request presents. Keys are unique in Kong; of two alike the first counts. */
export interface CredentialIndex {
  byKey: ReadonlyMap<string, Identity>
  byBasicUsername: ReadonlyMap<string, { consumer: Consumer; credential: BasicAuthCredential }>
  byJwtKey: ReadonlyMap<string, { consumer: Consumer; credential: JwtSecret }>
  /** By id, else by username, as `anonymous` names one. */
  consumer(idOrUsername: string): Consumer | undefined
}

export function createCredentialIndex({ consumers }: GatewayState): CredentialIndex {
  const keys = consumers.flatMap(consumer =>
    consumer.keyauth_credentials.map(({ key, id }) => [key, { consumer, identifier: id }] as const),
  )
  const basic = consumers.flatMap(consumer =>
    consumer.basicauth_credentials.map(
      credential => [credential.username, { consumer, credential }] as const,
    ),
  )
  const jwt = consumers.flatMap(consumer =>
    consumer.jwt_secrets.map(credential => [credential.key, { consumer, credential }] as const),
  )
  const byId = new Map(consumers.map(consumer => [consumer.id, consumer]))
  const byUsername = firstOf(consumers.map(consumer => [consumer.username ?? '', consumer] as const))
  return {
    byKey: firstOf(keys),
    byBasicUsername: firstOf(basic),
    byJwtKey: firstOf(jwt),
    consumer: idOrUsername => byId.get(idOrUsername) ?? byUsername.get(idOrUsername),
  }
}

function firstOf<T>(entries: (readonly [string, T])[]): Map<string, T> {
  return new Map(entries.toReversed())
}
