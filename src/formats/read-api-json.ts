/** Answers of Kong's Admin API and of Konnect: one entity, or a list of them (`{"data": […]}`), told apart by their fields. */
import type { ImportSink } from './import-sink.ts'
import { importedEntity, importedPlugin, timesOf, withoutNulls } from './imported-entity.ts'
import { isFields } from './state-file.ts'

type Fields = Record<string, unknown>
type Kind = 'services' | 'routes' | 'consumers' | 'plugins'

const matchers = ['paths', 'hosts', 'methods', 'snis', 'expression', 'strip_path', 'sources', 'destinations']

/** What an entity is, by the fields that only its kind has. */
function kindOf(entity: unknown): Kind | undefined {
  if (!isFields(entity)) return undefined
  if (typeof entity.name === 'string' && isFields(entity.config)) return 'plugins'
  if (matchers.some(field => field in entity)) return 'routes'
  if (typeof entity.host === 'string' || typeof entity.url === 'string') return 'services'
  const isCredential = 'password' in entity || 'key' in entity || 'algorithm' in entity
  const isConsumer = typeof entity.username === 'string' || typeof entity.custom_id === 'string'
  return isConsumer && !isCredential ? 'consumers' : undefined
}

/** The entities of an answer: `data` of a list, `item` of older Konnect answers, an array, or the answer itself. */
function entitiesOf(answer: unknown): unknown[] {
  if (Array.isArray(answer)) return answer
  if (!isFields(answer)) return []
  if (Array.isArray(answer.data)) return answer.data
  return [isFields(answer.item) ? answer.item : answer]
}

/** Whether a value holds at least one entity. */
export function isApiAnswer(value: unknown): boolean {
  return entitiesOf(value).some(entity => kindOf(entity) !== undefined)
}

function shown(entity: unknown): string {
  return isFields(entity) && typeof entity.id === 'string' ? `The entity \`${entity.id}\`` : 'An entity'
}

/** Reads one entity into the file; whether it is of a kind that the studio reads. */
function readEntity(file: Partial<Record<Kind, Fields[]>>, entity: unknown): boolean {
  const kind = kindOf(entity)
  if (kind === undefined || !isFields(entity)) return false
  const written = withoutNulls(entity) as Fields
  const item = kind === 'plugins' ? importedPlugin(written) : importedEntity(written)
  file[kind] = [...(file[kind] ?? []), item]
  return true
}

/** Reads an answer as a state file with the sections that its entities belong to. */
export function readApiAnswer(answer: unknown, line: number, sink: ImportSink): void {
  const file: Partial<Record<Kind, Fields[]>> = {}
  const entities = entitiesOf(answer)
  for (const entity of entities) {
    if (!readEntity(file, entity)) {
      sink.note(line, `${shown(entity)} was left out: it is no Service, Route, Consumer or plugin.`)
    }
  }
  const times = new Set(entities.filter(isFields).flatMap(timesOf))
  if (times.size > 0) {
    sink.note(line, `\`${[...times].join('` and `')}\` left out: the gateway sets them itself.`)
  }
  if (isFields(answer) && (answer.offset ?? answer.next)) {
    sink.note(line, 'This is one page of a longer list: the pages after it are not here.')
  }
  sink.add({ format: 'json', line, file })
}
