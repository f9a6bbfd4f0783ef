import { ChevronDown, ChevronUp } from 'lucide-react'
import { useId } from 'react'
import { Button } from '#ui/button.tsx'
import { Dialog } from '#ui/dialog.tsx'
import { Checkbox } from '#ui/input.tsx'
import styles from './columns-dialog.module.css'
import {
  columnLooks,
  type EventColumn,
  eventColumns,
  moveColumn,
  toggleColumn,
  usualColumns,
} from './event-columns.ts'

interface ColumnsDialogProps {
  columns: readonly EventColumn[]
  onChange: (columns: readonly EventColumn[]) => void
  onClose: () => void
}

/** Which columns the list has, and in which order; a change shows at once. */
export function ColumnsDialog({ columns, onChange, onClose }: ColumnsDialogProps) {
  const id = useId()
  const hidden = eventColumns.filter(column => !columns.includes(column))
  return (
    <Dialog
      open
      title="Columns"
      onClose={onClose}
      actions={
        <>
          <Button onClick={() => onChange(usualColumns)}>Reset columns</Button>
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <ul className={styles.columns}>
        {[...columns, ...hidden].map(column => {
          const { label } = columnLooks[column]
          const place = columns.indexOf(column)
          return (
            <li key={column}>
              <label htmlFor={`${id}-${column}`}>
                <Checkbox
                  id={`${id}-${column}`}
                  checked={place >= 0}
                  onChange={() => onChange(toggleColumn(columns, column))}
                />
                {label}
              </label>
              {place >= 0 && (
                <>
                  <Button
                    size="small"
                    variant="quiet"
                    icon={<ChevronUp aria-hidden="true" />}
                    aria-label={`Move ${label} to the left`}
                    disabledReason={place === 0 ? 'It is the first column' : undefined}
                    onClick={() => onChange(moveColumn(columns, column, -1))}
                  />
                  <Button
                    size="small"
                    variant="quiet"
                    icon={<ChevronDown aria-hidden="true" />}
                    aria-label={`Move ${label} to the right`}
                    disabledReason={place === columns.length - 1 ? 'It is the last column' : undefined}
                    onClick={() => onChange(moveColumn(columns, column, 1))}
                  />
                </>
              )}
            </li>
          )
        })}
      </ul>
    </Dialog>
  )
}
