/**
 * What the gateway runs on: Kong's entities with defaults filled in, ids given and references resolved to ids.
 * Made from a document (`formats/`), changed by the Admin API, read by the gateway (`gateway/`).
 */

/** Where in its document an entity stands, as keys and indexes: `['plugins', 1]`. Empty for one made over the Admin API. */
export type DocumentPath = readonly (string | number)[]

/** The gateway's entities of one control plane. Arrays are in document order; ids are unique within their array. */
export interface GatewayState {
  services: Service[]
  routes: Route[]
  consumers: Consumer[]
  plugins: PluginRow[]
}

/** A Gateway Service. Timeouts in milliseconds; `path` is null when absent. */
export interface Service {
  id: string
  name?: string
  protocol: string
  host: string
  port: number
  path: string | null
  retries: number
  connect_timeout: number
  write_timeout: number
  read_timeout: number
  enabled: boolean
  /** Whether the upstream's certificate is checked; null leaves Kong's default (off). */
  tls_verify: boolean | null
  tags: string[]
  origin: DocumentPath
}

/** A Route. `service` is the Service's id. A field that is absent takes no part in matching. */
export interface Route {
  id: string
  name?: string
  service?: string
  protocols: string[]
  methods?: string[]
  hosts?: string[]
  paths?: string[]
  /** Header name → accepted values. */
  headers?: Record<string, string[]>
  snis?: string[]
  strip_path: boolean
  preserve_host: boolean
  regex_priority: number
  https_redirect_status_code: number
  tags: string[]
  origin: DocumentPath
}

/** A Consumer with the credentials that authentication plugins look up. */
export interface Consumer {
  id: string
  username?: string
  custom_id?: string
  tags: string[]
  keyauth_credentials: KeyAuthCredential[]
  basicauth_credentials: BasicAuthCredential[]
  jwt_secrets: JwtSecret[]
  origin: DocumentPath
}

export interface KeyAuthCredential {
  id: string
  key: string
}

export interface BasicAuthCredential {
  id: string
  username: string
  password: string
}

export interface JwtSecret {
  id: string
  key: string
  algorithm: string
  secret?: string
  rsa_public_key?: string
}

/**
 * A row of the plugins table: one plugin on one scope. `service`, `route` and `consumer` are ids.
 * `config` is the object as written; its own plugin's schema parses it where it is used.
 */
export interface PluginRow {
  id: string
  name: string
  instance_name?: string
  enabled: boolean
  protocols: string[]
  condition?: string
  service?: string
  route?: string
  consumer?: string
  config: Record<string, unknown>
  tags: string[]
  origin: DocumentPath
}
