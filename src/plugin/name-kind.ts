/** Tells by a field's name whether its value is probably a secret or personal data (decision 14). */

const secrets = [
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'token',
  'jwt',
  'bearer',
  'apikey',
  'api key',
  'access key',
  'private key',
  'authorization',
  'credential',
  'credentials',
  'cookie',
  'session id',
  'otp',
  'cvv',
  'cvc',
]

const personal = [
  'email',
  'e mail',
  'mail address',
  'phone',
  'phone number',
  'telephone',
  'msisdn',
  'mobile number',
  'ssn',
  'social security',
  'iban',
  'credit card',
  'card number',
  'passport',
  'tax id',
  'ip',
  'ip address',
  'ipaddress',
  'first name',
  'last name',
  'full name',
  'surname',
  'birthdate',
  'birthday',
  'birth date',
  'date of birth',
  'dob',
  'home address',
  'street address',
  'postal address',
  'gender',
  'nationality',
]

/** Words that make a measure or a category of what stands before them: `token_count`, `email_domain`, `ip_version`. */
const measures =
  /^(?:count|counts|type|kind|version|size|length|limit|quota|total|domain|provider|plan|class|country|verified|budget|usage|price|cost|status|state)$/

/** The words of a name in snake_case, kebab-case or camelCase. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter(word => word !== '')
}

/** What a field of that name probably holds; undefined for anything that is neither. Whole words count, in any casing. */
export function nameKind(name: string): 'secret' | 'personal' | undefined {
  const words = wordsOf(name)
  if (measures.test(words.at(-1) ?? '')) return undefined
  const text = ` ${words.join(' ')} `
  const has = (terms: readonly string[]) => terms.some(term => text.includes(` ${term} `))
  if (has(secrets)) return 'secret'
  return has(personal) ? 'personal' : undefined
}
