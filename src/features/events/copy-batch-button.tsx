import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { announce } from '#ui/announce.tsx'
import { Button } from '#ui/button.tsx'
import { copyText } from '#ui/copy-button.tsx'
import { cloudEventOf, type Row } from './event-row.ts'
import { batchOf } from './export-rows.ts'

interface CopyBatchButtonProps {
  rows: readonly Row[]
  size?: 'small' | 'medium'
}

/** Copies the rows' events as one `application/cloudevents-batch+json` body, which is written only when pressed. */
export function CopyBatchButton({ rows, size = 'medium' }: CopyBatchButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const count = rows.filter(row => cloudEventOf(row) !== undefined).length
  if (count === 0) return null
  const copy = async () => {
    if (!(await copyText(JSON.stringify(batchOf(rows), null, 2)))) return
    setCopied(true)
    announce('Copied')
  }
  return (
    <Button
      size={size}
      icon={copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      aria-label={copied ? 'Copied' : `Copy CloudEvents batch of ${count}`}
      title="The events that the filter lets through, as application/cloudevents-batch+json"
      onClick={() => void copy()}
    >
      {copied ? 'Copied' : `Batch of ${count}`}
    </Button>
  )
}
