import { emptyPriceBook, type PriceBook } from './price-book.ts'

/** Where the price book survives; each call is done when it returns. */
export interface PriceKeeper {
  load(): PriceBook
  save(book: PriceBook): void
}

/** For the demo and for tests: it forgets with the page. */
export function createMemoryPriceKeeper(first: PriceBook = emptyPriceBook): PriceKeeper {
  let book = first
  return {
    load: () => book,
    save: next => {
      book = next
    },
  }
}
