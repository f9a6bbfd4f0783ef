import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { getForwarding } from '#api/forwarding-contract.ts'
import { Button } from '#ui/button.tsx'
import { SeverityIcon } from '#ui/severity-icon.tsx'
import { call } from '../studio.ts'
import type { RehearsedService } from './upstream-picker.tsx'

const LiveTrafficDialog = lazy(async () => ({
  default: (await import('./live-traffic-dialog.tsx')).LiveTrafficDialog,
}))

interface LiveTrafficProps {
  services: readonly RehearsedService[]
  /** Where events are sent now. */
  delivery: string
}

/** Where live traffic goes and what of it is kept; says when an upstream was refused. */
export function LiveTraffic({ services, delivery }: LiveTrafficProps) {
  const [open, setOpen] = useState(false)
  const { data: forwarding } = useQuery({
    queryKey: ['forwarding'],
    queryFn: ({ signal }) => call(getForwarding, { signal }),
    refetchInterval: 3000,
  })
  const refused = forwarding?.refused.length ?? 0
  const isFiltered = Object.values(forwarding?.capture ?? {}).some(list => list.length > 0)
  return (
    <>
      <Button
        size="small"
        variant={refused > 0 ? 'default' : 'quiet'}
        icon={refused > 0 ? <SeverityIcon severity="warning" /> : undefined}
        onClick={() => setOpen(true)}
      >
        {refused > 0 ? `${refused} upstream${refused === 1 ? '' : 's'} refused` : 'Live traffic'}
        {isFiltered && ' (filtered)'}
      </Button>
      {open && forwarding !== undefined && (
        <Suspense>
          <LiveTrafficDialog
            forwarding={forwarding}
            services={services}
            delivery={delivery}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  )
}
