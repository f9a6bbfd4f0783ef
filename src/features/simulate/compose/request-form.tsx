import { Plus, Trash2 } from 'lucide-react'
import { useId } from 'react'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { Checkbox, Input, Select } from '#ui/input.tsx'
import { NumberInput } from '../number-input.tsx'
import { TextArea } from '../text-area.tsx'
import styles from './compose.module.css'
import { type ComposedHeader, type ComposedRequest, methods } from './composed-request.ts'

interface RequestFormProps {
  request: ComposedRequest
  /** Consumers of the document that can be sent as. */
  consumers: readonly string[]
  onChange: (request: ComposedRequest) => void
}

/** One request, and what the upstream answers. */
export function RequestForm({ request, consumers, onChange }: RequestFormProps) {
  const change = (part: Partial<ComposedRequest>) => onChange({ ...request, ...part })
  return (
    <div className={styles.form}>
      <Target request={request} change={change} />
      <Headers headers={request.headers} onChange={headers => change({ headers })} />
      <div className={styles.columns}>
        <Field label="Send as Consumer" hint="Adds its credential. Empty: as written above.">
          {control => <ConsumerInput {...control} request={request} consumers={consumers} change={change} />}
        </Field>
        <Field label="Client IP">
          {control => (
            <Input
              {...control}
              mono
              value={request.clientIp}
              onChange={event => change({ clientIp: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label="Body">
        {control => (
          <TextArea
            {...control}
            rows={2}
            value={request.body}
            placeholder="none"
            onChange={event => change({ body: event.target.value })}
          />
        )}
      </Field>
      <Answer request={request} change={change} />
    </div>
  )
}

interface PartProps {
  request: ComposedRequest
  change: (part: Partial<ComposedRequest>) => void
}

function Target({ request: { method, url, times }, change }: PartProps) {
  const known = methods.some(name => name === method)
  return (
    <div className={styles.target}>
      <Select aria-label="Method" value={method} onChange={event => change({ method: event.target.value })}>
        {!known && <option>{method}</option>}
        {methods.map(name => (
          <option key={name}>{name}</option>
        ))}
      </Select>
      <Input
        aria-label="URL"
        mono
        value={url}
        onChange={event => change({ url: event.target.value })}
        placeholder="/anything"
      />
      <span aria-hidden="true">×</span>
      <NumberInput
        aria-label="How often"
        whole
        min={1}
        max={100_000}
        value={times}
        onChange={next => change({ times: next })}
      />
    </div>
  )
}

interface ConsumerInputProps extends PartProps {
  id: string
  consumers: readonly string[]
}

function ConsumerInput({ request, consumers, change, ...control }: ConsumerInputProps) {
  const list = useId()
  return (
    <>
      <Input
        {...control}
        list={list}
        value={request.consumer}
        placeholder="nobody"
        onChange={event => change({ consumer: event.target.value })}
      />
      <datalist id={list}>
        {consumers.map(name => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  )
}

interface HeadersProps {
  headers: readonly ComposedHeader[]
  onChange: (headers: readonly ComposedHeader[]) => void
}

function Headers({ headers, onChange }: HeadersProps) {
  const set = (index: number, part: Partial<ComposedHeader>) =>
    onChange(headers.map((header, at) => (at === index ? { ...header, ...part } : header)))
  return (
    <fieldset className={styles.group}>
      <legend>Headers</legend>
      {headers.map(({ name, value }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a header has no other identity than its place
        <div key={index} className={styles.header}>
          <Input
            aria-label={`Name of header ${index + 1}`}
            mono
            value={name}
            onChange={event => set(index, { name: event.target.value })}
          />
          <Input
            aria-label={`Value of header ${name || index + 1}`}
            mono
            value={value}
            onChange={event => set(index, { value: event.target.value })}
          />
          <Button
            variant="quiet"
            icon={<Trash2 aria-hidden="true" />}
            aria-label={`Remove header ${name || index + 1}`}
            onClick={() => onChange(headers.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        size="small"
        icon={<Plus aria-hidden="true" />}
        onClick={() => onChange([...headers, { name: '', value: '' }])}
      >
        Header
      </Button>
    </fieldset>
  )
}

function Answer({ request: { status, latencyMilliseconds, ai }, change }: PartProps) {
  const id = useId()
  return (
    <fieldset className={styles.group}>
      <legend>The upstream answers</legend>
      <div className={styles.columns}>
        <Field label="Status">
          {control => (
            <NumberInput
              {...control}
              whole
              min={100}
              max={599}
              value={status}
              onChange={next => change({ status: next })}
            />
          )}
        </Field>
        <Field label="Latency" unit="ms">
          {control => (
            <NumberInput
              {...control}
              value={latencyMilliseconds}
              onChange={next => change({ latencyMilliseconds: next })}
            />
          )}
        </Field>
      </div>
      <div className={styles.check}>
        <Checkbox
          id={id}
          checked={ai !== undefined}
          onChange={event =>
            change({
              ai: event.target.checked ? { prompt: 20, completion: 80, streaming: false } : undefined,
            })
          }
        />
        <label htmlFor={id}>With AI usage, for a Route with an AI plugin</label>
      </div>
      {ai && <AiFields ai={ai} onChange={next => change({ ai: next })} />}
    </fieldset>
  )
}

type Ai = NonNullable<ComposedRequest['ai']>

function AiFields({ ai, onChange }: { ai: Ai; onChange: (ai: Ai) => void }) {
  const id = useId()
  return (
    <>
      <div className={styles.columns}>
        <Field label="Prompt tokens">
          {control => (
            <NumberInput
              {...control}
              whole
              value={ai.prompt}
              onChange={prompt => onChange({ ...ai, prompt })}
            />
          )}
        </Field>
        <Field label="Completion tokens">
          {control => (
            <NumberInput
              {...control}
              whole
              value={ai.completion}
              onChange={completion => onChange({ ...ai, completion })}
            />
          )}
        </Field>
      </div>
      <div className={styles.check}>
        <Checkbox
          id={id}
          checked={ai.streaming}
          onChange={event => onChange({ ...ai, streaming: event.target.checked })}
        />
        <label htmlFor={id}>Streamed</label>
      </div>
    </>
  )
}
