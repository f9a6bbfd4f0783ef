import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** Where `npm run dev` finds the studio's API; `server/tasks/dev.ts` sets it. */
const api = process.env.METERING_STUDIO_API ?? 'http://127.0.0.1:4400'

const base =
  /node_modules[\\/](react|react-dom|scheduler|@tanstack[\\/](query-core|react-query)|zod|wouter|regexparam|zustand|use-sync-external-store)[\\/]/

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 4000,
    // What the first load's size is measured by (server/bench/first-load.ts).
    manifest: true,
    modulePreload: { polyfill: false },
    // What every page needs, in one file: it compresses better than in pieces.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'base', test: base }] } } },
  },
  worker: { format: 'es' },
  server: { host: '127.0.0.1', proxy: { '/api': api, '/v3': api } },
  test: {
    // Sockets and processes on a busy machine: a limit is for what hangs, speed is the bench's.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['src/**/*.test.ts', 'server/**/*.test.ts'],
          environment: 'node',
          setupFiles: ['src/testing/setup.ts'],
          restoreMocks: true,
        },
      },
      {
        extends: true,
        test: {
          name: 'dom',
          include: ['src/**/*.test.tsx'],
          environment: 'jsdom',
          setupFiles: ['src/testing/setup.ts', 'src/testing/dom-setup.ts'],
          restoreMocks: true,
        },
      },
    ],
  },
})
