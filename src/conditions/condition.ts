/**
 * A plugin's `condition`: an expression that Kong evaluates per request, right before the plugin's access phase.
 * 3.14 reads ATC expressions, 3.15 and later CEL (Kong's expressions documents).
 */
import type { GatewayRelease } from '#plugin/release.ts'

/** The facts of a request that both languages can read. Headers and query are the request's at that moment. */
export interface ConditionRequest {
  method: string
  host: string
  /** Without query. */
  path: string
  /** Names lower-case with dashes as underscores; values in order of appearance. */
  headers: ReadonlyMap<string, readonly string[]>
  /** Names as sent; values decoded, in order of appearance. */
  queries: ReadonlyMap<string, readonly string[]>
  protocol: string
  sni?: string
  src: { ip: string; port: number }
  dst: { ip: string; port: number }
  route?: { id: string; name?: string; tags: readonly string[] }
  service?: { id: string; name?: string; tags: readonly string[] }
  consumer?: { id: string; username?: string; custom_id?: string; tags: readonly string[] }
  /** Who was authenticated where it is no Consumer: a Dev Portal application. */
  principal?: { id: string; display_name: string }
}

/** `error` is a runtime error: Kong answers 500. */
export type Verdict = { met: boolean } | { error: string }

export type Condition = (request: ConditionRequest) => Verdict

/** What is wrong with an expression. Offsets count UTF-16 units in the expression; `end` is exclusive. */
export interface ConditionProblem {
  start: number
  end: number
  message: string
}

/** One of the two languages. */
export interface ConditionLanguage {
  name: 'ATC' | 'CEL'
  /** The problems of an expression; empty when Kong would accept it. */
  check(expression: string): ConditionProblem[]
  /** The expression ready to run, or its problems. */
  compile(expression: string): { condition: Condition } | { problems: ConditionProblem[] }
}

/** `note` names the requests for which the two still differ. */
export type Translation = { expression: string; note?: string } | { reason: string }

/** What checks and runs conditions, release by release. */
export interface ConditionLanguages {
  of(release: GatewayRelease): ConditionLanguage
  /** An expression of the other language in the one that the release reads. */
  translate(expression: string, release: GatewayRelease): Translation
}
