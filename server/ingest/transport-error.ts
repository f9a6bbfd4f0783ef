/** Why a request had no answer, in the words of lua-nginx-module's sockets, which Kong's log lines show. */
const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset by peer',
  EPIPE: 'closed',
  UND_ERR_SOCKET: 'closed',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network is unreachable',
  ENOTFOUND: 'name resolution failed',
  EAI_AGAIN: 'name resolution failed',
  DEPTH_ZERO_SELF_SIGNED_CERT: '18: self-signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: '19: self-signed certificate in certificate chain',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: '20: unable to get local issuer certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: '21: unable to verify the first certificate',
  CERT_NOT_YET_VALID: '9: certificate is not yet valid',
  CERT_HAS_EXPIRED: '10: certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate host mismatch',
  ERR_SSL_WRONG_VERSION_NUMBER: 'handshake failed: the endpoint does not speak TLS',
}

export function transportError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return words[code] ?? (error.message || code || error.name)
}
