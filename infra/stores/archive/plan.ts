import { stages } from '../../../schemas/stages.ts';
import { assumptions, gib, hoursPerMonth, secondsPerMonth } from '../../estimates/assumptions.ts';
import { line } from '../../estimates/cost-hop.ts';
import { flat, type Price, priceToCheck, tebibyteInGib } from '../../estimates/price.ts';
import { byRegion, largestRegions, type Quota, quotaToCheck } from '../../estimates/quota.ts';
import { objectPrices } from '../../estimates/shared-prices.ts';
import { monthOf, type Workload } from '../../estimates/workload.ts';
import type { StorePlan } from '../store-plan.ts';
import { archiveBuffer } from './buffer.ts';

const { bytes, gzipShare, storedDays } = assumptions;

/** Bytes: Firehose rounds each record up to these. */
const streamRecord = 5 * 1_024;
const mebibyte = 2 ** 20;

const prices = {
  streamBytes: {
    ...priceToCheck('firehose'),
    per: 1,
    tiers: [
      { usd: '0.029', upTo: 500 * tebibyteInGib },
      { usd: '0.025', upTo: 2_000 * tebibyteInGib },
      { usd: '0.020' },
    ],
  },
  streamPartitioning: flat('0.020', 1, priceToCheck('firehose')),
  streamObject: flat('0.005', 1_000, priceToCheck('firehose')),
  streamQueryHour: flat('0.07', 1, priceToCheck('firehose')),
  ...objectPrices,
} as const satisfies Record<string, Price>;

const limits = quotaToCheck('https://docs.aws.amazon.com/firehose/latest/dev/limits.html');

const streamRequests: Quota = {
  serviceCode: 'firehose',
  name: 'Direct PUT requests per second of a stream',
  adjustable: true,
  in: byRegion(limits, [{ value: 2_000, regions: largestRegions }, { value: 1_000 }]),
};

const streamBytes: Quota = {
  serviceCode: 'firehose',
  name: 'Direct PUT MiB per second of a stream',
  adjustable: true,
  in: byRegion(limits, [{ value: 5, regions: largestRegions }, { value: 1 }]),
};

/** Files of a month: one per stage whenever the stream's buffer is full or due. */
function objects(workload: Workload): number {
  const { events } = monthOf(workload);
  if (events === 0) return 0;
  const { seconds, bytes: full } = archiveBuffer;
  return Math.max((stages.length * secondsPerMonth) / seconds, (events * bytes.onBus) / full);
}

/** An object lies in the way of every look whose minutes, or the twenty after them, saw it written. */
const readingsPerObject = 6;

/** Pages of a day's listing that the looks of a month ask for, priced as writes are. */
const listings = (2 * secondsPerMonth) / 300;

export const archivePlan = {
  prices,
  hops: [
    {
      name: 'Firehose requests',
      unit: 'requests/s',
      quota: streamRequests,
      need: (eventsPerSecond) => eventsPerSecond,
      atMost: true,
      note: 'One request per event if EventBridge does not batch, which is not documented.',
    },
    {
      name: 'Firehose data',
      unit: 'MiB/s',
      quota: streamBytes,
      need: (eventsPerSecond) => (eventsPerSecond * bytes.onBus) / mebibyte,
    },
  ],
  costs: [
    {
      hop: 'Firehose',
      lines: (workload) => {
        const { events } = monthOf(workload);
        const rounded = Math.ceil(bytes.onBus / streamRecord) * streamRecord;
        return [
          line(prices.streamBytes, gib(events * rounded)),
          line(prices.streamPartitioning, gib(events * bytes.onBus)),
          line(prices.streamObject, objects(workload)),
          line(prices.streamQueryHour, events > 0 ? hoursPerMonth : 0),
        ];
      },
    },
    {
      hop: 'S3 archive',
      lines: (workload) => {
        const kept = monthOf(workload).eventsIn(workload.cell.retention.archiveDays);
        return [
          line(prices.objectStorage, gib(kept * bytes.onBus * gzipShare)),
          line(prices.objectPut, objects(workload) + listings),
          line(prices.objectGet, objects(workload) * readingsPerObject),
        ];
      },
    },
  ],
  // In the colder class.
  addedPerYear: (workload) => {
    const kept = gib(monthOf(workload).eventsIn(storedDays) * bytes.onBus * gzipShare);
    return [line(prices.objectColdStorage, workload.cell.retention.archiveDays > storedDays ? kept : 0)];
  },
  // Late, failing, throttled.
  alarmMetrics: 3,
} as const satisfies StorePlan;
