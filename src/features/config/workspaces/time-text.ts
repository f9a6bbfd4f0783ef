const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** A moment as its reader writes it: the time of today, else the date with the time. RFC 3339 in. */
export function timeText(at: string): string {
  const moment = new Date(at)
  if (Number.isNaN(moment.getTime())) return at
  const today = moment.toDateString() === new Date().toDateString()
  return (today ? time : date).format(moment)
}
