/** The tabs of the page. */
export const usageTabs = ['invoice', 'prices'] as const
export type UsageTab = (typeof usageTabs)[number]

export const usageTabLabels: Record<UsageTab, string> = {
  invoice: 'Invoice preview',
  prices: 'Prices',
}
