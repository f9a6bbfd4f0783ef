/**
 * The client's body as a stream that an upstream may take. It stands between the two so that a failing upstream
 * destroys this and not the client's connection, on which the error is still to be said.
 */
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

export interface RequestBody {
  stream: Readable
  /** Whether anything was asked for: what was read cannot be sent a second time. */
  readonly started: boolean
}

export interface BodyOptions {
  /** Called once before the first byte is read: the moment for `100 Continue`. */
  onStart(): void
  /** Called when the taker has taken nothing for `stallMilliseconds` while bytes wait. */
  onStall(): void
  stallMilliseconds: number
}

export function hasBody(request: IncomingMessage): boolean {
  const length = request.headers['content-length']
  return (length !== undefined && length !== '0') || request.headers['transfer-encoding'] !== undefined
}

export function openRequestBody(request: IncomingMessage, options: BodyOptions): RequestBody {
  let started = false
  let stall: NodeJS.Timeout | undefined

  const onData = (chunk: Buffer) => {
    if (stream.push(chunk)) return
    request.pause()
    stall ??= setTimeout(options.onStall, options.stallMilliseconds)
  }
  const onEnd = () => stream.push(null)

  const stream = new Readable({
    read() {
      clearTimeout(stall)
      stall = undefined
      if (!started) {
        started = true
        options.onStart()
        request.on('data', onData).on('end', onEnd)
      }
      request.resume()
    },
    destroy(error, callback) {
      clearTimeout(stall)
      request.off('data', onData).off('end', onEnd)
      callback(error)
    },
  })
  return {
    stream,
    get started() {
      return started
    },
  }
}
