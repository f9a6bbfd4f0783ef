import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { getGateway } from '#api/contract.ts'
import { Field } from '#ui/field.tsx'
import { Select } from '#ui/input.tsx'
import { call } from '../call.ts'
import { useDrafts } from '../drafts.ts'
import { NumberInput } from '../number-input.tsx'
import { numberText } from '../result/run-text.ts'
import styles from './live.module.css'
import { destinationsOf, destinationsText, speedText } from './live-text.ts'
import { useLiveRun } from './use-live-run.ts'

const usual = [1, 10, 60]
const OTHER = 'other'
const INSTANT = 'instant'

/** How quickly time passes: not at all, in the page; or really, through the gateway. */
export function ClockField({ peak }: { peak?: number | undefined }) {
  const { speed, setSpeed } = useDrafts()
  const [isOther, setOther] = useState(speed !== undefined && !usual.includes(speed))
  const choose = (value: string) => {
    setOther(value === OTHER)
    if (value === INSTANT) setSpeed(undefined)
    else setSpeed(value === OTHER ? (speed ?? 1) : Number(value))
  }
  return (
    <div className={styles.clock}>
      <div className={styles.speed}>
        <Field label="Clock">
          {control => (
            <Select
              {...control}
              value={isOther ? OTHER : (speed ?? INSTANT)}
              onChange={event => choose(event.target.value)}
            >
              <option value={INSTANT}>instant, on virtual time</option>
              {usual.map(known => (
                <option key={known} value={known}>
                  {speedText(known)}, through the gateway
                </option>
              ))}
              <option value={OTHER}>another speed, through the gateway</option>
            </Select>
          )}
        </Field>
        {isOther && speed !== undefined && (
          <Field label="Times as quick">
            {control => (
              <NumberInput {...control} min={0.01} max={10_000} value={speed} onChange={setSpeed} />
            )}
          </Field>
        )}
      </div>
      {speed !== undefined && <WhatHappens speed={speed} peak={peak} />}
    </div>
  )
}

/** Said before anything is sent. */
function WhatHappens({ speed, peak }: { speed: number; peak: number | undefined }) {
  const { mostPerSecond } = useLiveRun()
  const { data } = useQuery({
    queryKey: ['gateway'],
    queryFn: () => call(getGateway),
    refetchInterval: 2000,
    retry: false,
  })
  const asked = peak === undefined ? 0 : peak * speed
  return (
    <div className={styles.facts}>
      {data && <p>{destinationsText(destinationsOf(data))}</p>}
      <p>
        Sent over http from this machine. Answers come from the upstreams that Config names, and the client
        address is this machine’s, whatever the {peak === undefined ? 'record' : 'scenario'} says of them.
      </p>
      {mostPerSecond !== undefined && asked > mostPerSecond && (
        <p className={styles.warning}>
          At most {numberText(mostPerSecond)} requests are sent in a second; this asks for up to{' '}
          {numberText(Math.round(asked))}: it will fall behind, and say how far.
        </p>
      )}
    </div>
  )
}
