import type { ReactNode } from 'react'
import type { GatewayState } from '#entities/gateway-state.ts'
import type { CoverageRow } from '#gateway/coverage.ts'
import { placeOf } from '#gateway/plugin-place.ts'
import { Badge } from '#ui/badge.tsx'
import { InlineCode } from '#ui/inline-code.tsx'
import type { CoveredDocument } from './coverage-page.tsx'
import styles from './coverage-table.module.css'
import type { CoverageBranch, CoverageRoute } from './coverage-tree.ts'
import { DocumentLine } from './document-line.tsx'
import { verdictLooks } from './verdict-look.ts'

interface CoverageTableProps {
  tree: readonly CoverageBranch[]
  state: GatewayState
  document: CoveredDocument
  /** Below the rows. */
  children: ReactNode
}

/** Services → Routes → callers, each with its verdict, the plugin that wins, and why. */
export function CoverageTable({ tree, state, document, children }: CoverageTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label="Coverage by Service and Route">
      <table className={styles.table}>
        <thead className={styles.head}>
          <tr>
            <th scope="col">Route</th>
            <th scope="col">Caller</th>
            <th scope="col">Verdict</th>
            <th scope="col">Plugin</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        {tree.map(branch => (
          <tbody key={branch.key}>
            <tr className={styles.branch}>
              <th scope="rowgroup" colSpan={5}>
                {branch.service !== undefined && <span className={styles.kind}>Service</span>} {branch.title}
                {branch.routes.length === 0 && (
                  <span className={styles.note}>no Route leads here, so it gets no requests</span>
                )}
              </th>
            </tr>
            {branch.routes.map(route =>
              route.callers.map((row, index) => (
                <Row
                  key={`${route.key} ${row.consumer?.id ?? ''}`}
                  row={row}
                  route={index === 0 ? route : undefined}
                  state={state}
                  document={document}
                />
              )),
            )}
          </tbody>
        ))}
      </table>
      {children && <div className={styles.more}>{children}</div>}
    </section>
  )
}

interface RowProps {
  row: CoverageRow
  /** Absent below the Route's first row. */
  route: CoverageRoute | undefined
  state: GatewayState
  document: CoveredDocument
}

function Row({ row, route, state, document }: RowProps) {
  const { verdict, message, twice, consumer, plugin, shadowed, origin } = row
  const { tone, glyph, label } = verdictLooks[verdict]
  return (
    <tr className={styles.row} data-verdict={verdict}>
      <td className={styles.route}>
        {route !== undefined && (
          <>
            <span className={styles.name}>{route.name}</span>
            {route.matches !== '' && <code>{route.matches}</code>}
          </>
        )}
      </td>
      <td>{consumer === undefined ? 'Everyone' : `Consumer ${consumer.username ?? consumer.id}`}</td>
      <td>
        <Badge tone={tone} glyph={glyph}>
          {label}
        </Badge>
      </td>
      <td>
        {plugin === undefined ? (
          <span className={styles.none}>none</span>
        ) : (
          <>
            {plugin.instance_name !== undefined && (
              <span className={styles.name}>{plugin.instance_name}</span>
            )}
            <span className={styles.place}>{placeOf(plugin, state)}</span>
          </>
        )}
      </td>
      <td className={styles.why}>
        <InlineCode text={message} /> <DocumentLine path={origin} document={document} />
        {twice !== undefined && (
          <p className={styles.twice}>
            <span aria-hidden="true">{verdictLooks.twice.glyph}</span> {twice}
          </p>
        )}
        {shadowed.map(other => (
          <p key={other.id} className={styles.shadowed}>
            Wins over the one on: {placeOf(other, state)}.{' '}
            <DocumentLine path={other.origin} document={document} />
          </p>
        ))}
      </td>
    </tr>
  )
}
