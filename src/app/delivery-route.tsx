import { useMemo, useState } from 'react'
import { pathText } from '#features/config/document-path.ts'
import { useReading } from '#features/config/use-reading.ts'
import { useOpenWorkspace } from '#features/config/workspace-provider.tsx'
import { DeliveryPage, type LabDocument } from '#features/delivery/delivery-page.tsx'
import { createWorkerRunner } from '#features/delivery/worker-runner.ts'
import { editDocument } from '#formats/edit-document.ts'
import type { Scope } from '#plugin/scope.ts'
import { notifyAction, notifyError } from '#ui/notify.ts'

/** The Delivery page on the open workspace. */
export function DeliveryRoute() {
  const reading = useReading()
  const { model } = useOpenWorkspace()
  const [runner] = useState(createWorkerRunner)
  const document = useMemo<LabDocument>(() => {
    const rows = new Map(reading.state?.plugins.map(row => [pathText(row.origin), row]))
    const plugins = reading.plugins.flatMap(({ path, plugin, config }, index) => {
      if (config === undefined) return []
      const row = rows.get(pathText(path))
      const name = row?.instance_name ?? `Plugin ${index + 1}, ${scopeText(plugin?.scope ?? {})}`
      const own = row?.instance_name === undefined ? {} : { instance_name: row.instance_name }
      return [{ id: row?.id ?? name, ...own, name, config, path }]
    })
    return {
      plugins,
      hasPlugin: reading.plugins.length > 0,
      apply(plugin, changes) {
        const path = plugins.find(known => known === plugin)?.path
        const { history, changeText, undo } = model.getState()
        if (path === undefined || history.present.text !== reading.text) {
          void notifyError('The document changed meanwhile, so nothing was applied. Look for settings again.')
          return
        }
        const text = Object.entries(changes).reduce(
          (before, [field, value]) => editDocument(before, [...path, 'config', 'queue', field], value),
          history.present.text,
        )
        changeText(text, 'delivery lab')
        void notifyAction('The queue’s settings stand in the document.', { label: 'Undo', run: undo })
      },
    }
  }, [reading, model])
  return <DeliveryPage document={document} runner={runner} />
}

/** `service example-service, consumer alice`. */
function scopeText(scope: Scope): string {
  const names = Object.entries(scope).map(([kind, name]) => `${kind} ${name}`)
  return names.length === 0 ? 'global' : names.join(', ')
}
