/** Plays the lab's tasks outside of the page's own thread. */
import { type LabMessage, type LabTask, playTask } from './lab-task.ts'

/** A reader follows no more. */
const PROGRESS_MILLISECONDS = 100

const say = (message: LabMessage) => postMessage(message)

addEventListener('message', ({ data }: MessageEvent<LabTask>) => {
  let said = performance.now()
  const answer = playTask(data, progress => {
    if (performance.now() - said < PROGRESS_MILLISECONDS) return
    said = performance.now()
    say({ id: data.id, progress })
  })
  say(answer)
})
