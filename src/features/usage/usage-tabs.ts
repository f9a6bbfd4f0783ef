/** The tabs of the page. */
export const usageTabs = ['invoice', 'usage', 'prices', 'meters', 'customers'] as const
export type UsageTab = (typeof usageTabs)[number]

export const usageTabLabels: Record<UsageTab, string> = {
  invoice: 'Invoice preview',
  usage: 'Usage',
  prices: 'Prices',
  meters: 'Meters',
  customers: 'Customers',
}
