import type { TrafficRecord } from './observed-request.ts'

/** A record of a source that is no request: where it stands, and why in a sentence. */
export function problemAt(position: number, message: string): TrafficRecord {
  return { kind: 'problem', problem: { position, message } }
}
