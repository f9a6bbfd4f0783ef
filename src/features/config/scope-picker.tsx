import { useId } from 'react'
import { type Scope, type ScopeKind, scopeKind, scopeKinds } from '#plugin/scope.ts'
import { Input } from '#ui/input.tsx'
import { valueAt } from './document-path.ts'
import styles from './scope-picker.module.css'
import { useDraft } from './use-plugin-field.ts'
import { usePluginForm } from './use-reading.ts'

const labels: Record<ScopeKind, string> = {
  global: 'Global',
  service: 'Service',
  route: 'Route',
  consumer: 'Consumer',
}
const entityKinds = ['service', 'route', 'consumer'] as const
type EntityKind = (typeof entityKinds)[number]

/** A reference as decK writes it: a name, or a map with a name or id. */
function nameOf(reference: unknown): string | undefined {
  if (typeof reference === 'string') return reference
  const name = valueAt(reference, ['name']) ?? valueAt(reference, ['username']) ?? valueAt(reference, ['id'])
  return typeof name === 'string' ? name : undefined
}

function scopeOf(row: unknown): Scope {
  const named = entityKinds.map(kind => [kind, nameOf(valueAt(row, [kind]))] as const)
  return Object.fromEntries(named.filter(([, name]) => name !== undefined))
}

/** What the plugin applies to: everything, or one entity by a name of the document or any other. */
export function ScopePicker() {
  const { row, path, names, edit } = usePluginForm()
  const id = useId()
  const nested = path.length > 2
  const scope = scopeOf(row)
  const kind = scopeKind(scope)
  if (nested)
    return <p className={styles.note}>It applies to the entity that it stands in: {String(path[0])}.</p>
  const choose = (next: ScopeKind) => {
    for (const known of entityKinds)
      if (known !== next && scope[known] !== undefined) edit([known], undefined)
    if (next !== 'global') edit([next], names[next][0] ?? `example-${next}`)
  }
  return (
    <fieldset className={styles.scope}>
      <legend>Apply this plugin to</legend>
      <div className={styles.kinds}>
        {scopeKinds.map(known => (
          <label key={known} className={styles.kind}>
            <input type="radio" name={id} checked={kind === known} onChange={() => choose(known)} />
            {labels[known]}
          </label>
        ))}
      </div>
      {entityKinds
        .filter(known => scope[known] !== undefined)
        .map(known => (
          <EntityInput key={known} kind={known} value={scope[known] ?? ''} />
        ))}
    </fieldset>
  )
}

function EntityInput({ kind, value }: { kind: EntityKind; value: string }) {
  const { names, edit } = usePluginForm()
  const id = useId()
  const draft = useDraft(value, text => edit([kind], text))
  return (
    <>
      <Input
        mono
        aria-label={labels[kind]}
        list={id}
        value={draft.text}
        onChange={event => draft.type(event.target.value, event.target.value)}
        onBlur={draft.settle}
      />
      <datalist id={id}>
        {names[kind].map(name => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  )
}
