/** What the page asks its worker to play, and what comes back: plain data, so that it crosses between them. */

import type { Application } from '#entities/application.ts'
import type { SubjectFormat } from '#metering/subject.ts'
import type { TraceStep } from '#metering/trace.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import type { ToldComparison } from '#rehearsal/comparison-tables.ts'
import type { RehearsalPrices } from '#rehearsal/payers.ts'
import type { Scenario } from '#rehearsal/scenario.ts'
import type { RehearsalSummary } from '#rehearsal/summary.ts'
import type { TrafficProblem } from '#traffic/observed-request.ts'
import type { TrafficOptions, TrafficSource } from '#traffic/traffic-options.ts'

/** A document and the world that it is played in. */
export interface SimulatedDocument {
  text: string
  release: GatewayRelease
  subjectFormat: SubjectFormat
  applications: readonly Application[]
}

/** Requests by hand and by stages, or a record of traffic as a file. */
export type Traffic =
  | { kind: 'scenario'; scenario: Scenario }
  | { kind: 'record'; source: TrafficSource; file: Blob; options: TrafficOptions }

export interface Job {
  document: SimulatedDocument
  traffic: Traffic
  /** Makes the run say what it costs whom. */
  prices?: RehearsalPrices | undefined
}

export type Decision = 'emitted' | 'dropped' | 'not_metered' | 'no_plugin'

/** A usage event of a request that was played, and how it ended: `reason` where it did not arrive. */
export interface PlayedEvent {
  id: string
  type: string
  subject: string
  /** The CloudEvent as JSON. */
  json: string
  delivered: boolean
  reason?: string
}

/** A request that was played, with all that was decided about it. */
export interface PlayedRequest {
  /** From 1, in the order of their beginnings. */
  number: number
  /** Seconds from the start. */
  at: number
  method: string
  uri: string
  host?: string
  headers: readonly (readonly [name: string, value: string])[]
  clientIp: string
  status: number
  route?: string
  service?: string
  consumer?: string
  decision: Decision
  /** A stable word and a sentence; absent when events were emitted. */
  reason?: string
  message?: string
  events: PlayedEvent[]
  trace: TraceStep[]
}

/** Requests of one client address. */
export interface ClientSummary {
  clientIp: string
  requests: number
  emitted: number
  dropped: number
}

export interface PlayedRun {
  kind: 'played'
  summary: RehearsalSummary
  /** The first requests, and of each decision and reason some more. */
  samples: PlayedRequest[]
  /** The clients with the most dropped requests first, then the busiest. */
  clients: ClientSummary[]
  /** Records that are no requests: the first of them, and how many there are. */
  problems: { first: TrafficProblem[]; count: number }
  /** Whether the times are the record's own, so that they can be projected. */
  timed: boolean
  /** What the engine took for granted, in sentences. */
  notes: string[]
  /** Why there is no money in it although something may be sold. */
  pricesFailure?: string
  /** Milliseconds of real time. */
  took: number
}

/** Why nothing could be played: a sentence each, with the line of the document where there is one. */
export interface Unplayable {
  kind: 'unplayable'
  what: 'document' | 'traffic'
  problems: { message: string; line?: number }[]
}

export type JobOutcome = PlayedRun | Unplayable

/** The same traffic through two documents. */
export interface CompareJob {
  a: SimulatedDocument
  b: SimulatedDocument
  traffic: Traffic
  /** By which each side is charged: both, or none. */
  prices?: { a: RehearsalPrices; b: RehearsalPrices } | undefined
}

export type CompareOutcome =
  | { kind: 'compared'; comparison: ToldComparison }
  | (Unplayable & { side: 'a' | 'b' })

/** How far a job is: requests so far, and the share of all, from 0 to 1, where that is known. */
export interface Progress {
  requests: number
  share: number | undefined
}

export interface PlayOptions {
  onProgress?: (progress: Progress) => void
  /** Ends the job early with an AbortError. */
  signal?: AbortSignal
}
