import { assumptions, gib, hoursPerMonth } from '../../estimates/assumptions.ts';
import { line } from '../../estimates/cost-hop.ts';
import { flat, million, type Price, priceToCheck } from '../../estimates/price.ts';
import type { Quota } from '../../estimates/quota.ts';
import { monthOf } from '../../estimates/workload.ts';
import { settingsOf } from '../settings-of.ts';
import type { StorePlan } from '../store-plan.ts';

const { bytes, recordsPerEvent, storedDays } = assumptions;

/** Timestream rounds the records of a call up to this many bytes. */
const writeUnit = 1_024;

const prices = {
  /** Per KB written. */
  seriesWrite: flat('0.50', million, priceToCheck('timestream')),
  /** GB-hours. */
  seriesMemory: flat('0.036', 1, priceToCheck('timestream')),
  seriesStorage: flat('0.03', 1, priceToCheck('timestream')),
  seriesQuery: { unknown: 'it goes by what dashboards and people ask, which no load of events says' },
} as const satisfies Record<string, Price>;

const writes: Quota = {
  serviceCode: 'timestream',
  name: 'Records written per second',
  adjustable: false,
  in: () => ({
    value: null,
    reason:
      'it scales with the load; no figure is published; see https://docs.aws.amazon.com/timestream/latest/developerguide/ts-limits.html',
  }),
};

export const timestreamPlan = {
  prices,
  hops: [
    {
      name: 'Timestream records',
      unit: 'records/s',
      quota: writes,
      need: (eventsPerSecond) => eventsPerSecond * recordsPerEvent,
    },
  ],
  costs: [
    {
      hop: 'Timestream',
      lines: (workload) => {
        const { processorCalls, eventsIn } = monthOf(workload);
        const { memoryStoreHours, magneticStoreDays } = settingsOf('timestream', workload.cell);
        const unitsPerCall = Math.ceil((processorCalls.batch * recordsPerEvent * bytes.record) / writeUnit);
        return [
          line(prices.seriesWrite, processorCalls.count * unitsPerCall),
          line(prices.seriesMemory, gib(eventsIn(memoryStoreHours / 24) * bytes.record) * hoursPerMonth),
          line(prices.seriesStorage, gib(eventsIn(magneticStoreDays) * bytes.record)),
          line(prices.seriesQuery, null),
        ];
      },
    },
  ],
  addedPerYear: (workload) => {
    const kept = gib(monthOf(workload).eventsIn(storedDays) * bytes.record);
    return [
      line(
        prices.seriesStorage,
        settingsOf('timestream', workload.cell).magneticStoreDays > storedDays ? kept : 0,
      ),
    ];
  },
  // Its alarm reads a query, which counts as no metric.
  alarmMetrics: 0,
  notices: [
    'Timestream for LiveAnalytics has taken no new customers since 2025-06-20: an account that did not use it before cannot deploy this cell.',
  ],
} as const satisfies StorePlan;
