import { useMemo, useState } from 'react'
import { Link } from 'wouter'
import { z } from 'zod'
import type { DocumentPath, GatewayState } from '#entities/gateway-state.ts'
import type { CoverageOptions } from '#gateway/coverage.ts'
import { Banner } from '#ui/banner.tsx'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/empty-state.tsx'
import { useSearchState } from '#ui/use-search-state.ts'
import styles from './coverage-page.module.css'
import { CoverageTable } from './coverage-table.tsx'
import {
  type CoverageBranch,
  type CoverageCounts,
  countRows,
  coverageCounts,
  coverageTree,
  firstRows,
  withRows,
} from './coverage-tree.ts'
import { DocumentLine } from './document-line.tsx'
import { type CoverageFilter, coverageFilters, verdictLooks } from './verdict-look.ts'

/** The document of the open workspace, as its gateway would run it. */
export interface CoveredDocument {
  /** Undefined while the document has an error. */
  state: GatewayState | undefined
  options: CoverageOptions
  /** The line of the document that a path stands on, from 1. */
  lineOf: (path: DocumentPath) => number | undefined
  /** A link to the path's line in Config. */
  linkTo: (path: DocumentPath) => string
  /** What the document alone cannot say: whether requests are counted elsewhere, too. */
  countedTwice: { message: string; path: DocumentPath } | undefined
}

const search = z.object({ verdict: z.enum(['all', ...coverageFilters]).default('all') })

/** The Coverage page: what of the document is metered, what goes free, and why; it follows every edit. */
export function CoveragePage({ document }: { document: CoveredDocument }) {
  const { state, options, countedTwice } = document
  const tree = useMemo(() => state && coverageTree(state, options), [state, options])
  const counts = useMemo(() => tree && coverageCounts(tree), [tree])
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>Coverage</h1>
        {counts !== undefined && counts.routes > 0 && <p className={styles.said}>{freeRoutes(counts)}</p>}
        <Link href="/config" className={styles.back}>
          Back to Config
        </Link>
      </header>
      {countedTwice !== undefined && (
        <Banner tone="info">
          <strong>Metered twice?</strong> {countedTwice.message} A document does not say whether it is on.{' '}
          <DocumentLine path={countedTwice.path} document={document} />
        </Banner>
      )}
      {state === undefined || tree === undefined || counts === undefined ? (
        <Broken />
      ) : (
        <CoverageMap tree={tree} counts={counts} state={state} document={document} />
      )}
    </div>
  )
}

/** At once; more on demand. */
const ROWS_SHOWN = 400

interface CoverageMapProps {
  tree: readonly CoverageBranch[]
  counts: CoverageCounts
  state: GatewayState
  document: CoveredDocument
}

function CoverageMap({ tree, counts, state, document }: CoverageMapProps) {
  const [{ verdict }, setState] = useSearchState(search)
  const [limit, setLimit] = useState(ROWS_SHOWN)
  const asked = useMemo(() => withRows(tree, verdict), [tree, verdict])
  const shown = useMemo(() => firstRows(asked, limit), [asked, limit])
  const more = useMemo(() => countRows(asked) - limit, [asked, limit])
  if (state.services.length + state.routes.length === 0) return <NoRoutes />
  return (
    <>
      <Filter counts={counts} chosen={verdict} onChoose={next => setState({ verdict: next })} />
      {shown.length === 0 && verdict !== 'all' ? (
        <EmptyState
          title={`Nothing here is ${verdictLooks[verdict].word}`}
          actions={<Button onClick={() => setState({ verdict: 'all' })}>Show all</Button>}
        />
      ) : (
        <CoverageTable tree={shown} state={state} document={document}>
          {more > 0 && (
            <Button onClick={() => setLimit(limit + ROWS_SHOWN)}>
              Show {Math.min(more, ROWS_SHOWN).toLocaleString('en-US')} of {more.toLocaleString('en-US')} more
            </Button>
          )}
        </CoverageTable>
      )}
    </>
  )
}

function freeRoutes({ free, routes }: CoverageCounts): string {
  if (free === 0) return routes === 1 ? 'The only Route is metered.' : `All ${routes} Routes are metered.`
  if (routes === 1) return 'The only Route is free today.'
  return `${free} of ${routes} Routes ${free === 1 ? 'is' : 'are'} free today.`
}

interface FilterProps {
  counts: CoverageCounts
  chosen: CoverageFilter | 'all'
  onChoose: (verdict: CoverageFilter | 'all') => void
}

function Filter({ counts: { rows }, chosen, onChoose }: FilterProps) {
  const all = rows.metered + rows.not_metered + rows.no_subject
  return (
    <fieldset className={styles.filter}>
      <legend className="visually-hidden">Rows to show</legend>
      <Button size="small" aria-pressed={chosen === 'all'} onClick={() => onChoose('all')}>
        All <span className={styles.count}>{all}</span>
      </Button>
      {coverageFilters.map(verdict => (
        <Button
          key={verdict}
          size="small"
          aria-pressed={chosen === verdict}
          onClick={() => onChoose(verdict)}
        >
          <span aria-hidden="true">{verdictLooks[verdict].glyph}</span> {verdictLooks[verdict].label}{' '}
          <span className={styles.count}>{rows[verdict]}</span>
        </Button>
      ))}
    </fieldset>
  )
}

function Broken() {
  return (
    <EmptyState title="The document has an error" actions={<Link href="/config">Mend it in Config</Link>}>
      What is metered can be told once the document can run. Config lists its problems.
    </EmptyState>
  )
}

function NoRoutes() {
  return (
    <EmptyState title="No Services and Routes yet" actions={<Link href="/config">Add them in Config</Link>}>
      Paste the state file of your gateway, <code>kong.yaml</code>, into Config: here stands which of its
      Routes are metered, and which go free.
    </EmptyState>
  )
}
