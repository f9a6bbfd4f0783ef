/** A condition that leaves out the requests that have no subject, in the language of a release. */
import type { ConditionLanguages } from '#conditions/condition.ts'
import type { GatewayRelease } from '#plugin/release.ts'
import type { PlayedRequest } from '../run/job.ts'

/** What a condition may have (plugin entity schema). */
const MOST_CHARACTERS = 1024

/** The facts that are there when the plugin finds a subject. Undefined where no condition can tell. */
export function skipCondition(
  { reason, trace }: Pick<PlayedRequest, 'reason' | 'trace'>,
  release: GatewayRelease,
): string | undefined {
  // A request that was refused before never comes to the plugin's condition: then it counts as met (decision 4).
  const refused = trace.some(({ step, outcome }) => outcome === 'failed' && beforeCondition.includes(step))
  const fact = refused ? undefined : factOf(reason, trace)
  if (fact === undefined) return undefined
  if (release !== '3.14') return expressionOf(fact)
  return fact.atc === undefined ? undefined : `${fact.atc} ~ ".+"`
}

const beforeCondition: readonly string[] = ['route', 'service', 'authentication']

/** Where the subject is read: as CEL, and as ATC where that has the field. */
interface Fact {
  cel: string
  atc: string | undefined
  /** Whether it may be there and empty. */
  mayBeEmpty: boolean
}

function expressionOf({ cel, mayBeEmpty }: Fact): string {
  return mayBeEmpty ? `${cel} != null && ${cel} != ""` : `${cel} != null`
}

const emptyReasons: readonly (string | undefined)[] = ['empty_subject', 'query_argument_valueless']

function factOf(reason: string | undefined, trace: PlayedRequest['trace']): Fact | undefined {
  const subject = trace.find(({ step, outcome }) => step === 'subject' && outcome === 'failed')
  const [, source, field = ''] = /^(\w+)(?: (\S+))? = /.exec(subject?.summary ?? '') ?? []
  const mayBeEmpty = emptyReasons.includes(reason)
  switch (source) {
    case 'header':
      return named('headers', field.toLowerCase().replaceAll('-', '_'), mayBeEmpty)
    case 'query':
      return named('queries', field, mayBeEmpty)
    case 'consumer': {
      const read = `consumer.${consumerFields.includes(field) ? field : 'id'}`
      return { cel: read, atc: read, mayBeEmpty }
    }
    case 'application':
      // An ATC expression cannot ask for it.
      return { cel: field === 'name' ? 'principal.display_name' : 'principal.id', atc: undefined, mayBeEmpty }
    default:
      return undefined
  }
}

const consumerFields: readonly string[] = ['id', 'username', 'custom_id']

function named(list: 'headers' | 'queries', name: string, mayBeEmpty: boolean): Fact | undefined {
  if (name === '') return undefined
  const isPlain = /^[A-Za-z_]\w*$/.test(name)
  const cel = isPlain ? `http.${list}.${name}` : `http.${list}[${JSON.stringify(name)}]`
  return { cel, atc: isPlain ? cel : undefined, mayBeEmpty }
}

/** Beside what is asked already, checked as the gateway would. `problem` is why Kong would refuse it. */
export function withCondition(
  existing: string | undefined,
  added: string,
  { languages, release }: { languages: ConditionLanguages; release: GatewayRelease },
): { condition: string } | { problem: string } {
  const condition = existing === undefined || existing === '' ? added : `(${existing}) && (${added})`
  const [problem] = languages.of(release).check(condition)
  if (problem !== undefined) return { problem: problem.message }
  return condition.length > MOST_CHARACTERS
    ? { problem: `a condition has at most ${MOST_CHARACTERS} characters, this one has ${condition.length}` }
    : { condition }
}
