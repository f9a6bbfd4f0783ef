/** Two runs side by side: the one that is ahead waits for the other, so that little has to be kept of either. */
export interface Lockstep {
  /** Runs a side. When one fails, the other ends with the same error at its next step. */
  side<Result>(run: (onProgress: (requests: number) => Promise<void>) => Promise<Result>): Promise<Result>
}

export function createLockstep(): Lockstep {
  const sides: { requests: number }[] = []
  let wake: (() => void) | undefined
  let failure: { cause: unknown } | undefined

  function moved(): void {
    wake?.()
    wake = undefined
  }

  async function waitForOthers(requests: number): Promise<void> {
    moved()
    if (sides.some(other => other.requests < requests)) {
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    if (failure !== undefined) throw failure.cause
  }

  return {
    async side(run) {
      const own = { requests: 0 }
      sides.push(own)
      try {
        return await run(requests => {
          own.requests = requests
          return waitForOthers(requests)
        })
      } catch (cause) {
        failure ??= { cause }
        throw cause
      } finally {
        own.requests = Number.POSITIVE_INFINITY
        moved()
      }
    },
  }
}
