/** What a workspace is: one document and how it is rehearsed. */
import { z } from 'zod'
import { application } from '#entities/application.ts'
import { gatewayRelease } from '#plugin/release.ts'
import { simulatedAi } from './simulated-ai.ts'

/** Who answers for a Service's upstream: the built-in echo, the simulated AI provider, or the upstream itself. */
export const upstreamChoice = z.union([z.enum(['echo', 'forward']), simulatedAi], {
  error: 'must be "echo", "forward" or the settings of a simulated AI provider',
})
export type UpstreamChoice = z.infer<typeof upstreamChoice>

/** A document may be broken; it is kept all the same. */
export const workspaceContent = z.object({
  name: z.string().min(1).max(200),
  /** The decK state file, as typed. */
  text: z.string().max(16_000_000),
  gateway_release: gatewayRelease,
  /** `studio`: events go to the studio's own ingest endpoint whatever the config says. `endpoint`: to the config's `ingest_endpoint`. */
  delivery: z.enum(['studio', 'endpoint']),
  /** Subject format, decision 1. */
  subject_format: z.enum(['plain', 'prefixed']),
  /** By Service name or id; a Service that is not listed has the default of its host. */
  upstreams: z.record(z.string(), upstreamChoice),
  /** Dev Portal applications to rehearse with. Their keys are credentials: they are in no link, and in a file only with its secrets. */
  applications: z.array(application).max(100).optional(),
})
export type WorkspaceContent = z.infer<typeof workspaceContent>
