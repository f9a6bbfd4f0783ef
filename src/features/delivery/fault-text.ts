/** Fault windows as one short text: `status:60-660:503,slow:700-800:5,reset:900-910`. */
import { type SinkFault, scenario } from '#rehearsal/scenario.ts'

export function faultsText(faults: readonly SinkFault[]): string {
  return faults.map(faultText).join(',')
}

function faultText({ fault, from, to, status, latency }: SinkFault): string {
  const window = `${fault}:${from}-${to}`
  if (fault === 'status') return `${window}:${status}`
  return fault === 'slow' ? `${window}:${latency}` : window
}

/** Parts that are no fault are left out, so that a damaged link still opens. */
export function readFaults(text: string): SinkFault[] {
  return text.split(',').flatMap(part => {
    const [, fault, from, to, value] = /^([a-z_]+):([\d.]+)-([\d.]+)(?::([\d.]+))?$/.exec(part) ?? []
    if (fault === undefined) return []
    const written = {
      fault,
      from: Number(from),
      to: Number(to),
      ...(fault === 'status' && value !== undefined && { status: Number(value) }),
      ...(fault === 'slow' && value !== undefined && { latency: Number(value) }),
    }
    const read = scenario.safeParse({ requests: [{ path: '/' }], sink: { faults: [written] } })
    return read.success ? read.data.sink.faults : []
  })
}
