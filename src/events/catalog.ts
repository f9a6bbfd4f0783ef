/** The meters and customers of the local Konnect: kept in memory, written through to where they survive. */
import type { KeptCustomer as Customer } from './customer.ts'
import type { KeptMeter as Meter } from './meter.ts'

/** Where the catalog survives; each call is done when it returns. */
export interface CatalogKeeper {
  load(): { meters: Meter[]; customers: Customer[] }
  putMeter(meter: Meter): void
  putCustomer(customer: Customer): void
}

/** Deleted meters and customers stay in it with `deleted_at`; the `active` lists leave them out. */
export interface Catalog {
  /** Deleted ones too, as are `customers`. */
  meters(): Meter[]
  customers(): Customer[]
  activeMeters(): Meter[]
  activeCustomers(): Customer[]
  meter(id: string): Meter | undefined
  customer(id: string): Customer | undefined
  metersOf(eventType: string): readonly Meter[]
  /** By subject key first, then by the customer's own key, as OpenMeter attributes usage. */
  customerOf(subject: string): Customer | undefined
  /** The same for every subject that has a customer: the customer's id by subject. */
  customerIds(): ReadonlyMap<string, string>
  /** The subjects that `customerOf` gives to the customer with this id. */
  subjectsOf(customerId: string): string[]
  putMeter(meter: Meter): void
  putCustomer(customer: Customer): void
}

/** Without a keeper nothing survives; the catalog then starts with the given meters. */
export function createCatalog(keeper: CatalogKeeper): Catalog {
  const loaded = keeper.load()
  const meters = new Map(loaded.meters.map(meter => [meter.id, meter]))
  const customers = new Map(loaded.customers.map(customer => [customer.id, customer]))
  let metersByType = new Map<string, Meter[]>()
  let customersBySubject = new Map<string, Customer>()
  let idsBySubject = new Map<string, string>()
  const activeMeters = () => [...meters.values()].filter(meter => meter.deleted_at === undefined)
  const activeCustomers = () => [...customers.values()].filter(customer => customer.deleted_at === undefined)

  function indexMeters(): void {
    metersByType = Map.groupBy(activeMeters(), meter => meter.event_type)
  }

  function indexCustomers(): void {
    customersBySubject = new Map(activeCustomers().map(customer => [customer.key, customer]))
    for (const customer of activeCustomers()) {
      for (const key of customer.usage_attribution?.subject_keys ?? []) customersBySubject.set(key, customer)
    }
    idsBySubject = new Map([...customersBySubject].map(([subject, { id }]) => [subject, id]))
  }

  indexMeters()
  indexCustomers()
  return {
    meters: () => [...meters.values()],
    customers: () => [...customers.values()],
    activeMeters,
    activeCustomers,
    meter: id => meters.get(id),
    customer: id => customers.get(id),
    metersOf: eventType => metersByType.get(eventType) ?? [],
    customerOf: subject => customersBySubject.get(subject),
    customerIds: () => idsBySubject,
    subjectsOf: customerId =>
      [...customersBySubject].flatMap(([subject, { id }]) => (id === customerId ? [subject] : [])),
    putMeter: meter => {
      keeper.putMeter(meter)
      meters.set(meter.id, meter)
      indexMeters()
    },
    putCustomer: customer => {
      keeper.putCustomer(customer)
      customers.set(customer.id, customer)
      indexCustomers()
    },
  }
}

/** A keeper for the demo and for tests: it forgets. */
export function createForgetfulKeeper(meters: Meter[]): CatalogKeeper {
  return { load: () => ({ meters, customers: [] }), putMeter: () => {}, putCustomer: () => {} }
}
