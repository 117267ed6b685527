import type { StorePlan } from '../store-plan.ts';

/**
 * The operations table grows with what goes wrong, not with the events: its reads and writes cost
 * cents, which the plan leaves out. The marks of a thousand stuck invoices, read every minute, are
 * most of it: 75 units a minute, 3.2 million a month. Its alarm is counted.
 */
export const operationsPlan = {
  prices: {},
  hops: [],
  costs: [],
  addedPerYear: () => [],
  // Reads and writes.
  alarmMetrics: 2,
} as const satisfies StorePlan;
