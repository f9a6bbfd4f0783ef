/** Makes the page its own studio: MSW answers its calls in the page, before they become requests. */
import wasm from '@kong/atc-router/atc-router_bg.wasm?url'
import { FetchInterceptor } from '@mswjs/interceptors/fetch'
import { defineNetwork, InterceptorSource } from 'msw/experimental'
import { fetchConditionLanguages } from '#conditions/fetch-languages.ts'
import { realClock } from '#live/real-clock.ts'
import { createDemoRoutes } from './demo-backend.ts'
import { toMswHandlers } from './handlers.ts'

/** Resolves when calls are answered: by `fetch` itself, since a service worker would outlive the page at its origin. */
export async function startDemo(): Promise<void> {
  const routes = createDemoRoutes({
    origin: location.origin,
    version: 'demo',
    now: Date.now,
    clock: realClock,
    random: Math.random,
    newId: () => crypto.randomUUID(),
    loadConditions: () => fetchConditionLanguages(wasm),
  })
  await defineNetwork({
    sources: [new InterceptorSource({ interceptors: [new FetchInterceptor()] })],
    handlers: toMswHandlers(routes),
    onUnhandledFrame: 'bypass',
    context: { quiet: true },
  }).enable()
}
