import { Activity, FileCode2, type LucideIcon, Play, ReceiptText, Truck, Waypoints } from 'lucide-react'

/** A page of the studio, as the rail and the shortcuts know it. */
export interface Page {
  path: string
  label: string
  /** How the label begins, shown alone where the rail is narrow. */
  short?: string
  icon: LucideIcon
  /** After `g`: go to. */
  key: string
}

/** Those of the rail. */
export const pages: readonly Page[] = [
  { path: '/config', label: 'Config', icon: FileCode2, key: 'c' },
  { path: '/simulate', label: 'Simulate', icon: Play, key: 's' },
  { path: '/events', label: 'Events', icon: Activity, key: 'e' },
  { path: '/delivery', label: 'Delivery', icon: Truck, key: 'd' },
  { path: '/usage', label: 'Usage & bill', short: 'Usage', icon: ReceiptText, key: 'u' },
]

/** Those that a page of the rail leads to, last. */
export const allPages: readonly Page[] = [
  ...pages,
  { path: '/coverage', label: 'Coverage', icon: Waypoints, key: 'v' },
]
