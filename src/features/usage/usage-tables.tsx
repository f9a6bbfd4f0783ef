import type { MeterQueryResult } from '#api/meter-query.ts'
import { countText, moneyText, quantityText } from '#formats/decimal-text.ts'
import { momentText } from './billing-period.ts'
import { type GroupMoney, type StepMoney, shareText } from './group-money.ts'
import { seriesColours } from './series-colours.ts'
import { groupingLabel } from './usage-controls.tsx'
import type { GroupName } from './usage-report.tsx'
import type { UsageGroup } from './usage-series.ts'
import styles from './usage-tab.module.css'

/** Rows beyond it are in the export. */
const ROW_LIMIT = 1000

interface GroupTableProps {
  groups: readonly UsageGroup[]
  groupBy: readonly string[]
  name: GroupName
  /** Of all groups together, which not every aggregation can add up. */
  total: string | undefined
  money: GroupMoney | undefined
}

/** The groups by size, each beside its colour in the chart, with what is billed for it. */
export function GroupTable({ groups, groupBy, name, total, money }: GroupTableProps) {
  const colours = seriesColours(groups)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label="Groups">
      <table className={styles.table} aria-label="Usage by group">
        <thead>
          <tr>
            {groupBy.map(of => (
              <th key={of} scope="col">
                {groupingLabel(of)}
              </th>
            ))}
            {groupBy.length === 0 && <th scope="col">Group</th>}
            <th scope="col" className={styles.number}>
              Usage
            </th>
            {money && (
              <th scope="col" className={styles.number}>
                Billed
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {groups.slice(0, ROW_LIMIT).map(({ key, values, total }) => (
            <tr key={key}>
              {values.map((value, index) => (
                <td key={groupBy[index]}>
                  {index === 0 && <Swatch colour={colours.get(key) ?? colours.rest} />}
                  {name(groupBy[index] ?? '', value)}
                </td>
              ))}
              {groupBy.length === 0 && (
                <td>
                  <Swatch colour={colours.get(key) ?? colours.rest} />
                  all
                </td>
              )}
              <td className={styles.number}>{quantityText(total)}</td>
              {money && <Money amount={money.ofGroup(key)} currency={money.currency} />}
            </tr>
          ))}
        </tbody>
        {groups.length > 1 && (
          <tfoot>
            <tr>
              <th scope="row" colSpan={Math.max(1, groupBy.length)}>
                Altogether
              </th>
              <td className={styles.number}>{total === undefined ? '–' : quantityText(total)}</td>
              {money && <Money amount={money.total} currency={money.currency} />}
            </tr>
          </tfoot>
        )}
      </table>
      <Rest count={groups.length - ROW_LIMIT} />
    </section>
  )
}

/** Rounded; what it is exactly stands in its title and in the export. */
function Money({ amount, currency }: { amount: string | undefined; currency: string }) {
  if (amount === undefined) {
    return (
      <td className={styles.number} title="Nobody is billed for it">
        –
      </td>
    )
  }
  return (
    <td className={styles.number} title={`Exactly ${moneyText(amount, currency, { exact: true })}`}>
      {shareText(amount, currency)}
    </td>
  )
}

function Swatch({ colour }: { colour: string }) {
  return <span aria-hidden="true" className={styles.swatch} style={{ background: colour }} />
}

function Rest({ count }: { count: number }) {
  return count > 0 ? <p className={styles.rest}>{countText(count, 'more row')} in the export.</p> : null
}

interface WindowTableProps {
  rows: MeterQueryResult['data']
  groupBy: readonly string[]
  timeZone: string
  name: GroupName
  money: StepMoney | undefined
}

/** What the chart shows, as numbers: windows without usage are left out. */
export function WindowTable({ rows, groupBy, timeZone, name, money }: WindowTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label="Steps">
      <table className={styles.table} aria-label="Usage over time">
        <thead>
          <tr>
            <th scope="col">From</th>
            {groupBy.map(of => (
              <th key={of} scope="col">
                {groupingLabel(of)}
              </th>
            ))}
            <th scope="col" className={styles.number}>
              Usage
            </th>
            {money && (
              <th scope="col" className={styles.number}>
                Billed
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROW_LIMIT).map(row => (
            <tr key={`${row.from} ${JSON.stringify(row.dimensions)}`}>
              <th scope="row">{momentText(row.from, timeZone)}</th>
              {groupBy.map(of => (
                <td key={of}>{name(of, row.dimensions[of] ?? '')}</td>
              ))}
              <td className={styles.number}>{quantityText(row.value)}</td>
              {money && <Money amount={money.ofRow(row)} currency={money.currency} />}
            </tr>
          ))}
        </tbody>
      </table>
      <Rest count={rows.length - ROW_LIMIT} />
    </section>
  )
}
