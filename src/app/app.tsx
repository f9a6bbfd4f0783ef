import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { WorkspaceControls } from '#features/config/workspace-controls.tsx'
import { WorkspaceProvider } from '#features/config/workspace-provider.tsx'
import { ShareButton } from '#features/config/workspaces/workspace-button.tsx'
import { LiveRegion } from '#ui/announce.tsx'
import { preloadDialog } from '#ui/dialog.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { useShortcuts } from '#ui/shortcuts.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { allPages } from './pages.ts'
import { Rail } from './rail.tsx'
import styles from './shell.module.css'
import { TopBar } from './top-bar.tsx'
import { useAfterFirstPaint } from './use-after-first-paint.ts'

const loadConfigPage = () => import('#features/config/config-page.tsx')
// Asked for while the workspace is on its way, not after it.
if (!['/events', '/simulate', '/usage', '/delivery', '/coverage'].includes(location.pathname))
  void loadConfigPage()

const ConfigPage = lazy(async () => ({ default: (await loadConfigPage()).ConfigPage }))
const SimulateRoute = lazy(async () => ({ default: (await import('./simulate-route.tsx')).SimulateRoute }))
const EventsPage = lazy(async () => ({
  default: (await import('#features/events/events-page.tsx')).EventsPage,
}))

const UsagePage = lazy(async () => ({
  default: (await import('#features/usage/usage-page.tsx')).UsagePage,
}))

const DeliveryRoute = lazy(async () => ({ default: (await import('./delivery-route.tsx')).DeliveryRoute }))
const CoverageRoute = lazy(async () => ({ default: (await import('./coverage-route.tsx')).CoverageRoute }))

const ExpectationSlot = lazy(async () => ({
  default: (await import('./expectation-slot.tsx')).ExpectationSlot,
}))
const TrafficStatus = lazy(async () => ({
  default: (await import('#features/config/rehearsal/traffic-status.tsx')).TrafficStatus,
}))
const HelpSheet = lazy(async () => ({ default: (await import('./help-sheet.tsx')).HelpSheet }))
const Notices = lazy(async () => ({ default: (await import('#ui/notices.tsx')).Notices }))

const queries = new QueryClient({
  // The server is on this machine: being offline does not matter, and the next poll is the retry.
  defaultOptions: { queries: { networkMode: 'always', retry: false } },
})

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <WorkspaceProvider loading={<div className={styles.shell} aria-busy="true" />}>
        <Shell />
      </WorkspaceProvider>
    </QueryClientProvider>
  )
}

function Shell() {
  const [helpOpen, setHelpOpen] = useState(false)
  const [location, navigate] = useLocation()
  useEffect(() => void preloadDialog(), [])
  useShortcuts({
    '?': () => setHelpOpen(true),
    ...Object.fromEntries(allPages.map(({ path, key }) => [`g ${key}`, () => navigate(path)])),
  })
  const page = allPages.find(({ path }) => path === location)
  return (
    <div className={styles.shell}>
      <title>{page === undefined ? 'Metering Studio' : `${page.label} · Metering Studio`}</title>
      <a href="#main" className={styles.skip}>
        Skip to the page
      </a>
      <TopBar actions={<Actions />}>
        <WorkspaceControls />
      </TopBar>
      <Rail onHelp={() => setHelpOpen(true)} />
      <main id="main" className={styles.main} tabIndex={-1}>
        <ErrorBoundary key={location}>
          <Suspense fallback={null}>
            <Pages />
          </Suspense>
        </ErrorBoundary>
      </main>
      <section aria-label="Live traffic" className={styles.status}>
        <Suspense>
          <TrafficStatus />
        </Suspense>
      </section>
      {helpOpen && (
        <Suspense>
          <HelpSheet open onClose={() => setHelpOpen(false)} />
        </Suspense>
      )}
      <Suspense>
        <Notices />
      </Suspense>
      <LiveRegion />
    </div>
  )
}

/** What the workspace must give, and what can be done with it. */
function Actions() {
  const painted = useAfterFirstPaint()
  return (
    <>
      {painted && (
        <Suspense>
          <ExpectationSlot />
        </Suspense>
      )}
      <ShareButton />
    </>
  )
}

function Pages() {
  return (
    <Switch>
      <Route path="/">
        <Redirect to="/config" replace />
      </Route>
      <Route path="/config" component={ConfigPage} />
      <Route path="/simulate" component={SimulateRoute} />
      <Route path="/events" component={EventsPage} />
      <Route path="/usage" component={UsagePage} />
      <Route path="/delivery" component={DeliveryRoute} />
      <Route path="/coverage" component={CoverageRoute} />
      <Route>
        <EmptyState title="There is no such page">The studio’s pages are at the side.</EmptyState>
      </Route>
    </Switch>
  )
}
