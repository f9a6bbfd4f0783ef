/** The package's WebAssembly glue, without the loader that needs a bundler plugin. */
declare module '@kong/atc-router/atc-router_bg.js' {
  export * from '@kong/atc-router'
  export function __wbg_set_wasm(exports: unknown): void
}
