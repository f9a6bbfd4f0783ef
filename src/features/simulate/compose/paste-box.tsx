import { useState } from 'react'
import type { TrafficProblem } from '#traffic/observed-request.ts'
import { Button } from '#ui/button.tsx'
import { Field } from '#ui/field.tsx'
import { useDrafts } from '../drafts.ts'
import { TextArea } from '../text-area.tsx'
import styles from './compose.module.css'
import { requestText } from './composed-request.ts'
import { readPaste } from './read-paste.ts'

/** Takes requests as they are found: curl commands and loops of them, raw HTTP, HAR. */
export function PasteBox() {
  const [text, setText] = useState('')
  const [said, setSaid] = useState<{ text: string; problems: readonly TrafficProblem[] }>()
  const read = async (pasted: string) => {
    if (pasted.trim() === '') return
    const result = await readInto(pasted)
    setSaid(result)
    if (result.taken) setText('')
  }
  return (
    <div className={styles.group}>
      <Field label="Paste requests" hint={said === undefined ? undefined : <output>{said.text}</output>}>
        {control => (
          <TextArea
            {...control}
            rows={2}
            value={text}
            placeholder="A curl command, a shell loop of them, raw HTTP or a HAR"
            onChange={event => setText(event.target.value)}
            onPaste={event => {
              // What is pasted into an empty box is meant as a whole.
              if (text !== '') return
              event.preventDefault()
              const pasted = event.clipboardData.getData('text')
              setText(pasted)
              void read(pasted)
            }}
          />
        )}
      </Field>
      {text.trim() !== '' && (
        <Button size="small" onClick={() => void read(text)}>
          Read as requests
        </Button>
      )}
      {said !== undefined && said.problems.length > 0 && (
        <ul className={styles.problems} aria-label="Problems of the pasted text">
          {said.problems.map(({ position, message }) => (
            <li key={`${position} ${message}`}>
              {position}: {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** Makes the pasted requests those of the form, and says what they are. */
async function readInto(pasted: string) {
  const reading = await readPaste(pasted)
  if (reading.kind === 'unknown') {
    const text = 'Neither curl, raw HTTP nor a HAR was found in it: nothing was changed.'
    return { taken: false, text, problems: [] }
  }
  if (reading.kind === 'too-many') {
    return {
      taken: false,
      text: `This is a record of traffic (${reading.what}): open it under Replay.`,
      problems: [],
    }
  }
  const { what, requests, problems, left } = reading
  if (requests.length === 0) {
    return { taken: false, text: `Read as ${what}, without a request that could be sent.`, problems }
  }
  useDrafts.getState().setRequests(requests)
  const [first] = requests
  const listed =
    requests.length === 1 && first !== undefined ? requestText(first) : `${requests.length} requests`
  const more = left === 0 ? '' : ` ${left} more have no room here: open the file under Replay.`
  return { taken: true, text: `Read as ${what}: ${listed}.${more}`, problems }
}
