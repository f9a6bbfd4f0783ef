/** Advice on the connection to the ingest endpoint: its token, its certificate, its patience. */
import type { Rule } from './advice-rule.ts'
import { isVaultReference, variable } from './variables.ts'

const tokenInClearText: Rule = {
  code: 'token-in-clear-text',
  severity: 'warning',
  why: '`api_token` can be a variable of decK or a vault reference (`x-referenceable` in the plugin’s schema).',
  find({ api_token: token }) {
    if (token === '' || isVaultReference(token) || token.includes('${{')) return []
    const path = ['config', 'api_token']
    const message = '`api_token` stands in clear text; whoever reads the file can write usage events.'
    return [
      {
        message,
        path,
        fix: { label: 'Use the variable DECK_AUTH_TOKEN', path, value: variable('AUTH_TOKEN') },
      },
    ]
  },
}

const emptyToken: Rule = {
  code: 'empty-token',
  severity: 'warning',
  why: 'The ingest API answers 401 without a token; a refused batch is retried, then lost (kong/tools/queue.lua).',
  find({ api_token: token }) {
    if (token.trim() !== '') return []
    const path = ['config', 'api_token']
    const fix = { label: 'Use the variable DECK_AUTH_TOKEN', path, value: variable('AUTH_TOKEN') }
    return [{ message: '`api_token` is empty: the ingest endpoint would refuse every event.', path, fix }]
  },
}

const tlsUnverified: Rule = {
  code: 'tls-unverified',
  severity: 'warning',
  find(config) {
    if (config.ssl_verify) return []
    const path = ['config', 'ssl_verify']
    const message = '`ssl_verify: false` sends the token to whoever answers at that address.'
    return [{ message, path, fix: { label: 'Verify the certificate', path, value: true } }]
  },
}

/** No answer over a network comes reliably before. */
const SHORTEST_TIMEOUT_MILLISECONDS = 100

const shortTimeout: Rule = {
  code: 'short-timeout',
  severity: 'warning',
  why: '`timeout` is in milliseconds (the plugin’s schema), the times of `queue` are in seconds. A delivery that ran out of time may have arrived: it is sent again.',
  find({ timeout }) {
    if (timeout >= SHORTEST_TIMEOUT_MILLISECONDS) return []
    const path = ['config', 'timeout']
    const message = `\`timeout\` ${timeout} is ${timeout} ms, in which hardly any answer arrives; each batch would fail and be sent again.`
    if (timeout < 1) return [{ message, path }]
    const value = timeout * 1000
    return [{ message, path, fix: { label: `Change to ${value} (${timeout} s)`, path, value } }]
  },
}

export const connectionRules: readonly Rule[] = [tokenInClearText, emptyToken, tlsUnverified, shortTimeout]
