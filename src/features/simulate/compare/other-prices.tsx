import { useRef } from 'react'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { InlineCode } from '#ui/inline-code.tsx'
import { notifyError } from '#ui/notify.ts'
import { useStudioPrices } from '../result/studio-prices.ts'
import { TextArea } from '../text-area.tsx'
import { Choice } from './choice.tsx'
import styles from './compare.module.css'
import { useCompareDraft } from './compare-draft.ts'
import { readBook } from './read-book.ts'

const options = [
  { value: 'same', label: 'those of Usage & bill, as A' },
  { value: 'other', label: 'others: edited here, or from a file' },
]

/** The price book of B: that of A, or a text. */
export function OtherPrices() {
  const { prices, change } = useCompareDraft()
  const readPrices = useStudioPrices()
  const start = async () => {
    try {
      const { book } = await readPrices()
      change({ prices: `${JSON.stringify(book, null, 2)}\n` })
    } catch (cause) {
      change({ prices: '' })
      await notifyError(
        `The prices could not be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      )
    }
  }
  return (
    <>
      <Choice
        label="Prices of B"
        options={options}
        value={prices === undefined ? 'same' : 'other'}
        onChange={next => (next === 'same' ? change({ prices: undefined }) : void start())}
      />
      {prices !== undefined && <PricesText text={prices} onStart={() => void start()} />}
    </>
  )
}

function PricesText({ text, onStart }: { text: string; onStart: () => void }) {
  const { change } = useCompareDraft()
  const file = useRef<HTMLInputElement>(null)
  const read = readBook(text)
  const problems = 'problems' in read ? read.problems : []
  return (
    <>
      <Field
        label="Price book of B"
        hint={<InlineCode text="JSON, as `PUT /api/billing/prices` and `--prices` take it." />}
        problems={problems.map(message => ({ severity: 'error', message }))}
      >
        {control => (
          <TextArea
            {...control}
            rows={12}
            value={text}
            onChange={event => change({ prices: event.target.value })}
          />
        )}
      </Field>
      <div className={styles.files}>
        <Button size="small" onClick={onStart}>
          Start from today’s prices
        </Button>
        <Button size="small" onClick={() => file.current?.click()}>
          Open a file…
        </Button>
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          hidden
          aria-label="File of prices"
          onChange={async ({ target }) => {
            const [opened] = target.files ?? []
            if (opened !== undefined) change({ prices: await opened.text() })
            target.value = ''
          }}
        />
      </div>
    </>
  )
}
