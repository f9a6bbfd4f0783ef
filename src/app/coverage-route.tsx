import { useMemo } from 'react'
import { pathText } from '#features/config/document-path.ts'
import { useReading } from '#features/config/use-reading.ts'
import { useWorkspace } from '#features/config/workspace-provider.tsx'
import { CoveragePage } from '#features/coverage/coverage-page.tsx'
import { namesControlPlane } from '#formats/state-file.ts'

/** The Coverage page on the open workspace. */
export function CoverageRoute() {
  const reading = useReading()
  const release = useWorkspace(({ settings }) => settings.gateway_release)
  const applications = useWorkspace(({ settings }) => settings.applications)
  const document = useMemo(
    () => ({
      state: reading.state,
      options: {
        release,
        namesControlPlane: namesControlPlane(reading.value),
        ...(applications && { applications }),
      },
      lineOf: (path: Parameters<typeof reading.rangeOf>[0]) => reading.rangeOf(path)?.line,
      linkTo: (path: Parameters<typeof pathText>[0]) => `/config?at=${encodeURIComponent(pathText(path))}`,
      countedTwice: reading.diagnostics.find(({ code }) => code === 'built-in-ingestion'),
    }),
    [reading, release, applications],
  )
  return <CoveragePage document={document} />
}
