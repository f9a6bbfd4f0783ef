import { createCall } from '#api/call.ts'

/** The server of the page's own origin. */
export const call = createCall(location.origin, (input, init) => globalThis.fetch(input, init))
