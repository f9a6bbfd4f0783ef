/** `5,115 events lost and 120 requests dropped`; undefined where nothing was missed. */
export function missedWords({ dropped, lost }: { dropped: number; lost: number }): string | undefined {
  const parts = [
    ...(lost > 0 ? [`${counted(lost, 'event')} lost`] : []),
    ...(dropped > 0 ? [`${counted(dropped, 'request')} dropped`] : []),
  ]
  return parts.length === 0 ? undefined : parts.join(' and ')
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}
