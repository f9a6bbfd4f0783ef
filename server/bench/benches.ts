import type { Bench } from './bench.ts'
import { billBench } from './bill-bench.ts'
import { deliveryBench } from './delivery-bench.ts'
import { editingBench } from './editing-bench.ts'
import { engineBench } from './engine-bench.ts'
import { eventsPageBench } from './events-page-bench.ts'
import { ingestBench } from './ingest-bench.ts'
import { pageBench } from './page-bench.ts'
import { proxyBench } from './proxy-bench.ts'
import { proxyMemoryBench } from './proxy-memory-bench.ts'
import { rehearsalBench } from './rehearsal-bench.ts'
import { replayBench } from './replay-bench.ts'
import { storeBench } from './store-bench.ts'

/** Every bench, in the order they run. */
export const benches: readonly Bench[] = [
  editingBench,
  engineBench,
  deliveryBench,
  rehearsalBench,
  replayBench,
  ingestBench,
  storeBench,
  billBench,
  proxyBench,
  proxyMemoryBench,
  pageBench,
  eventsPageBench,
]
