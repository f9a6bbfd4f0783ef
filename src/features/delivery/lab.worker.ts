/** Plays the lab's tasks outside of the page's own thread. */
import { type LabTask, playTask } from './lab-task.ts'

addEventListener('message', ({ data }: MessageEvent<LabTask>) => postMessage(playTask(data)))
