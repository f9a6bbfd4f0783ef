import { Component, type ReactNode } from 'react'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'

/** Catches what a page throws while it renders; the text and the events are kept by the server and come back on reload. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | undefined }> {
  override state = { error: undefined as Error | undefined }

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <EmptyState
        title="This page stopped"
        actions={<Button onClick={() => location.reload()}>Reload the page</Button>}
      >
        A fault in the studio: <code>{error.message}</code>. What was saved is kept.
      </EmptyState>
    )
  }
}
