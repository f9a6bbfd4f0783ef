import type { Server } from 'node:http'

/** How long requests under way may take; after that, open streams and WebSockets do not hold up the end. */
const GRACE_MILLISECONDS = 10_000
/** A kept connection is idle, and can be closed, only after its answer. */
const SWEEP_MILLISECONDS = 50

/** Stops accepting, and resolves when the requests under way are answered. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MILLISECONDS)
  const grace = new Promise<void>(resolve => setTimeout(resolve, GRACE_MILLISECONDS).unref())
  await Promise.race([closed, grace])
  clearInterval(sweep)
  server.closeAllConnections()
}
