import { expect, test } from 'vitest'
import { bytesText, clockText, moneyText, secondsText, shareText } from './lab-text.ts'

test.for<[string, string]>([
  [clockText(0), '00:00:00'],
  [clockText(141.9), '00:02:21'],
  [clockText(90_061), '25:01:01'],
  [secondsText(0.01), '0.01 s'],
  [secondsText(81.92), '81.9 s'],
  [secondsText(600), '10 min'],
  [shareText(0, 0), '0 %'],
  [shareText(1, 1_000_000), '< 0.1 %'],
  [shareText(40_477, 90_000), '45 %'],
  [shareText(999_999, 1_000_000), '> 99.9 %'],
  [shareText(5, 5), '100 %'],
  [moneyText(40_477, '0.001', 'EUR'), '€40.48'],
  [moneyText(3, '0.0001', 'USD'), '$0.0003'],
  [moneyText(0, '0.001', 'USD'), '$0.00'],
  [moneyText(1_000_000, '0.1', 'USD'), '$100,000.00'],
  [bytesText(800), '800 B'],
  [bytesText(8_000_000), '8 MB'],
])('%s', ([written, expected]) => expect(written).toBe(expected))
