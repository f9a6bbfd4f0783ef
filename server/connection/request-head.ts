import { type Dispatcher, errors } from 'undici'

const BAD_PATH = /[^\u0021-\u00ff]/
const BAD_VALUE = /[^\t\x20-\x7e\x80-\xff]/

/**
 * A request's head as it is written, or what is wrong with it, as undici says it. The names of headers are those that
 * Node's parser took, or the gateway's own. `host`: for a request that names none.
 */
export function getRequestHead(
  { method, path, headers }: Dispatcher.DispatchOptions,
  host: string,
): string | Error {
  if (BAD_PATH.test(path)) return new errors.InvalidArgumentError('invalid request path')
  // Forwarding gives them as a flat list.
  const list = headers as readonly string[]
  let text = `${method} ${path} HTTP/1.1\r\n`
  let hasHost = false
  for (let index = 0; index < list.length; index += 2) {
    const name = list[index] ?? ''
    const value = list[index + 1] ?? ''
    if (BAD_VALUE.test(value)) return new errors.InvalidArgumentError(`invalid ${name} header`)
    hasHost ||= name.length === 'host'.length && name.toLowerCase() === 'host'
    text += `${name}: ${value}\r\n`
  }
  return hasHost ? `${text}\r\n` : `${text}Host: ${host}\r\n\r\n`
}
