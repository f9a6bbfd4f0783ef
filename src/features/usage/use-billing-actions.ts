import type { z } from 'zod'
import { getPriceBook, putPriceBook } from '#api/billing-contract.ts'
import { createCustomer, createMeter, deleteCustomer, deleteMeter } from '#api/konnect-contract.ts'
import type { PriceBook } from '#billing/price-book.ts'
import type { CreateCustomerRequest } from '#events/customer.ts'
import { notifyAction, notifyError } from '#ui/notify.ts'
import { call } from './call.ts'
import { usePriceDraft } from './price-draft.ts'
import { restoreFocus } from './restore-focus.ts'
import { useRefresh } from './use-billing.ts'

export interface BillingActions {
  /** `done`: what was done, for the message that offers to undo it. Resolves with whether it was. */
  changePrices(change: (book: PriceBook) => PriceBook, done: string): Promise<boolean>
  addCustomer(body: CreateCustomerRequest): Promise<boolean>
  addMeter(body: z.infer<typeof createMeter.body>): Promise<boolean>
}

type Undo = () => Promise<unknown>

/** Changes with one click, each with a way back. A failure is told, and nothing is changed. */
export function useBillingActions(): BillingActions {
  const refresh = useRefresh()

  const attempt = async (act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act()
      await refresh()
      restoreFocus()
      return true
    } catch (error) {
      void notifyError(error instanceof Error ? error.message : String(error))
      return false
    }
  }
  const run = async (done: string, act: () => Promise<Undo>) => {
    let undo: Undo | undefined
    const ok = await attempt(async () => {
      undo = await act()
    })
    if (ok) void notifyAction(done, { label: 'Undo', run: () => void attempt(async () => undo?.()) })
    return ok
  }
  return {
    changePrices: (change, done) =>
      run(done, async () => {
        const before = await call(getPriceBook)
        await call(putPriceBook, { body: change(before) })
        // What is edited and not saved gets it too: saving it later must not take it back.
        const { book, edit } = usePriceDraft.getState()
        if (book !== undefined) edit(change(book))
        return () => call(putPriceBook, { body: before })
      }),
    addCustomer: body =>
      run(`Created the customer ${body.name}`, async () => {
        const { id } = await call(createCustomer, { body })
        return () => call(deleteCustomer, { params: { customerId: id } })
      }),
    addMeter: body =>
      run(`Created the meter ${body.key}`, async () => {
        const { id } = await call(createMeter, { body })
        return () => call(deleteMeter, { params: { meterId: id } })
      }),
  }
}
