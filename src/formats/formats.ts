/** The table of formats, in the order in which Kong's documents show them. */
import { adminApi } from './admin-api.ts'
import { deck } from './deck.ts'
import { kic } from './kic.ts'
import { konnectApi } from './konnect-api.ts'
import type { Format } from './snippet.ts'
import { terraform } from './terraform.ts'

export const formats: readonly Format[] = [deck, adminApi, konnectApi, kic, terraform]
