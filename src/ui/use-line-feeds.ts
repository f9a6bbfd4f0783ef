/** What an editor is given of a text whose lines do not all end in a line feed; see line-feeds.ts. */
import { type RefObject, useImperativeHandle, useMemo, useRef } from 'react'
import { type LineFeeds, lineFeeds } from './line-feeds.ts'
import type { EditorMark, EditorRange, SourceHandle, SourceProps } from './source-props.ts'

/** The properties for the editor, which gets `inner` as its handle; those of the owner where no line needs it. */
export function useLineFeeds(props: SourceProps): SourceProps {
  const { text, marks, secrets, highlight, assist, ref } = props
  const feeds = useMemo(() => (text.includes('\r') ? lineFeeds(text) : undefined), [text])
  const inner = useRef<SourceHandle>(null)
  useImperativeHandle(ref, () => outerHandle(inner, feeds), [feeds])
  const shownMarks = useMemo(() => marks.map(mark => shownMark(mark, feeds)), [marks, feeds])
  const shownSecrets = useMemo(() => secrets?.map(range => shownRange(range, feeds)), [secrets, feeds])
  const shownHighlight = useMemo(() => highlight && shownRange(highlight, feeds), [highlight, feeds])
  const latest = useRef({ assist, feeds })
  latest.current = { assist, feeds }
  const shownAssist = useMemo<SourceProps['assist']>(
    () => ({
      // Its text is the editor's own.
      complete: (next, offset) => latest.current.assist.complete(next, offset),
      hover: offset => latest.current.assist.hover(latest.current.feeds?.toText(offset) ?? offset),
    }),
    [],
  )
  if (feeds === undefined) return { ...props, ref: inner }
  return {
    ...props,
    ref: inner,
    text: feeds.shown,
    marks: shownMarks,
    secrets: shownSecrets,
    highlight: shownHighlight,
    assist: shownAssist,
    onChange: next => props.onChange(feeds.changed(next)),
    onFix: mark => props.onFix(marks[shownMarks.indexOf(mark)] ?? mark),
    onCursor: offset => props.onCursor(feeds.toText(offset)),
    onSwap: offset => props.onSwap(feeds.toText(offset)),
  }
}

function shownRange(range: EditorRange, feeds: LineFeeds | undefined): EditorRange {
  if (feeds === undefined) return range
  return { ...range, start: feeds.toShown(range.start), end: feeds.toShown(range.end) }
}

function shownMark(mark: EditorMark, feeds: LineFeeds | undefined): EditorMark {
  return feeds === undefined ? mark : { ...mark, range: shownRange(mark.range, feeds) }
}

function outerHandle(inner: RefObject<SourceHandle | null>, feeds: LineFeeds | undefined): SourceHandle {
  return {
    reveal: range => inner.current?.reveal(shownRange(range, feeds)),
    selectsAll: () => inner.current?.selectsAll() ?? false,
  }
}
