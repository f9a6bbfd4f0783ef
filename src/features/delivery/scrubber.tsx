import { Pause, Play } from 'lucide-react'
import { Slider } from 'radix-ui'
import { useEffect, useRef, useState } from 'react'
import { Button } from '#ui/button.tsx'
import { clockText } from './lab-text.ts'
import styles from './scrubber.module.css'

interface ScrubberProps {
  t: number
  /** The end of the run, in seconds. */
  end: number
  onMoment: (t: number) => void
}

/** How long playing takes, whatever the run's length. */
const PLAY_MILLISECONDS = 12_000
const FRAME_MILLISECONDS = 100

/** Virtual time: drag, arrow keys, or play. */
export function Scrubber({ t, end, onMoment }: ScrubberProps) {
  const [playing, setPlaying] = useState(false)
  const latest = useRef({ t, onMoment })
  latest.current = { t, onMoment }
  useEffect(() => {
    if (!playing) return
    const timer = setInterval(() => {
      const next = latest.current.t + (end * FRAME_MILLISECONDS) / PLAY_MILLISECONDS
      latest.current.onMoment(Math.min(end, next))
      if (next >= end) setPlaying(false)
    }, FRAME_MILLISECONDS)
    return () => clearInterval(timer)
  }, [playing, end])
  const toggle = () => {
    if (!playing && t >= end) onMoment(0)
    setPlaying(!playing)
  }
  return (
    <div className={styles.scrubber}>
      <Button
        size="small"
        icon={playing ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
        aria-label={playing ? 'Pause' : 'Play'}
        onClick={toggle}
      />
      <Slider.Root
        className={styles.slider}
        min={0}
        max={end}
        step={end / 300}
        value={[Math.min(t, end)]}
        onValueChange={([next = 0]) => onMoment(next)}
      >
        <Slider.Track className={styles.track}>
          <Slider.Range className={styles.range} />
        </Slider.Track>
        <Slider.Thumb className={styles.thumb} aria-label="Virtual time" aria-valuetext={clockText(t)} />
      </Slider.Root>
      <output className={styles.clock}>
        {clockText(t)} / {clockText(end)}
      </output>
    </div>
  )
}
