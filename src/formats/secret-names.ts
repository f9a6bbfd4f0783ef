/** Which fields, headers and variables hold a secret, by their names, and which values only point at one. */

const KEYS =
  'access|account|api|auth|aws|encryption|hmac|license|master|private|provision|secret|session|shared|signing|storage|subscription|vault'
/**
 * The referenceable and encrypted fields of Kong's plugins and entities, of the headers that carry credentials, and of
 * what shells and Terraform call the same: `client_secret`, `aws_secret_access_key`, `AUTH_TOKEN`, `x-api-key`.
 */
const SECRET_NAME = new RegExp(
  `(?:^|_)(?:token|password|passwd|passphrase|pwd|secret|secret_id|credentials?|salt|connection_string|jwk|` +
    `api_?keys?|(?:${KEYS})_?key|header_value|param_value|(?:headers|args)_values|service_account_json)$|` +
    '^(?:key|cookie|set_cookie|(?:proxy_|x_)?authorization)$',
)

/** Whether what stands under this name is a secret; any style of writing: `apiToken`, `api-token`, `DECK_API_TOKEN`. */
export function isSecretName(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[-.]/g, '_')
  return SECRET_NAME.test(words.toLowerCase())
}

/** What a removed secret leaves in its place. */
export function removedMark(number: number): string {
  return `removed-${number}`
}

const NO_SECRET = /^(?:|null|true|false|~|\{vault:\/\/[^}\s]+\}|<[^<>]+>|removed-\d+)$/
const SHELL_REFERENCE = /^(?:\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\}|\$env:\w+|var\.[\w.]+|\*\w+)$/i
const SCHEME = /^(?:bearer|basic|apikey|token)\s+/i

/** Covers decK's `${{ … }}` by as many characters that are neither quotes nor white space. */
export function coverTemplates(text: string): string {
  return text.replace(/\$\{\{[^\n]*?\}\}/g, found => COVER.repeat(found.length))
}

const COVER = '\uE000'

/** The value of an Authorization header without its scheme. */
export function schemeLength(value: string): number {
  return SCHEME.exec(value)?.[0].length ?? 0
}

/** Whether a value, its templates covered, holds no secret itself: empty, a variable, a vault reference, a placeholder. */
export function isReference(covered: string): boolean {
  const value = covered.trim().replaceAll(COVER, '').trim()
  return NO_SECRET.test(value.slice(schemeLength(`${value} `)).trim())
}

/** In shells and Terraform `$NAME` and `var.name` are references, too; in YAML they are text. */
export function isShellReference(covered: string): boolean {
  const value = covered.trim()
  return SHELL_REFERENCE.test(value.slice(schemeLength(value)).trim())
}
