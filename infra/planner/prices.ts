import { flat, million, type Price, priceListed, priceToCheck } from '../estimates/price.ts';
import { lambdaPrices } from '../estimates/shared-prices.ts';
import { allStorePrices } from '../stores/plans.ts';

/** The prices' Region and the day of the table. Other Regions cost up to about a third more. */
export const priceList = { region: 'us-east-1', date: '2026-11-21' } as const;

/** The prices of an event's path and of whatever watches over it. */
const pathPrices = {
  apiRequest: {
    ...priceListed('AmazonApiGateway'),
    per: million,
    tiers: [
      { usd: '3.50', upTo: 333 * million },
      { usd: '2.80', upTo: 1_000 * million },
      { usd: '2.38', upTo: 20_000 * million },
      { usd: '1.51' },
    ],
  },
  webAcl: flat('5.00', 1, priceListed('awswaf')),
  webAclRule: flat('1.00', 1, priceListed('awswaf')),
  webAclRequest: flat('0.60', million, priceListed('awswaf')),
  /** Per 64 KB of an event. */
  busEvent: flat('1.00', million, priceListed('AWSEvents')),
  busArchiving: flat('0.10', 1, priceListed('AWSEvents')),
  busArchiveStorage: flat('0.023', 1, priceListed('AWSEvents')),
  /** Calls by EventBridge's scheduler. */
  schedule: flat('1.00', million, priceToCheck('eventbridge')),
  queueRequest: flat('0.40', million, priceListed('AWSQueueService')),
  fifoQueueRequest: flat('0.50', million, priceListed('AWSQueueService')),
  fifoPublish: flat('0.30', million, priceListed('AmazonSNS')),
  fifoPublishBytes: flat('0.017', 1, priceListed('AmazonSNS')),
  fifoDelivery: flat('0.01', million, priceListed('AmazonSNS')),
  fifoDeliveryBytes: flat('0.001', 1, priceListed('AmazonSNS')),
  ...lambdaPrices,
  /** GB-seconds kept warm on arm64, used or not. */
  warmTime: flat('0.0000033334', 1, priceListed('AWSLambda')),
  key: flat('1.00', 1, priceListed('awskms')),
  keyRequest: flat('0.03', 10_000, priceListed('awskms')),
  busKeyRequest: {
    unknown: 'how often the bus, its archive and the stream use their key is not documented',
    // Hardly more than one per event.
    atMost: flat('0.03', 10_000, priceListed('awskms')),
  },
  alarm: flat('0.10', 1, priceListed('AmazonCloudWatch')),
  anomalyAlarm: flat('0.30', 1, priceListed('AmazonCloudWatch')),
  compositeAlarm: flat('0.50', 1, priceListed('AmazonCloudWatch')),
  dashboard: flat('3.00', 1, priceListed('AmazonCloudWatch')),
  metric: flat('0.30', 1, priceListed('AmazonCloudWatch')),
  /** GetMetricData, by metric. */
  metricReading: flat('0.01', 1_000, priceToCheck('cloudwatch')),
  logIngestion: flat('0.50', 1, priceListed('AmazonCloudWatch')),
  logStorage: flat('0.03', 1, priceListed('AmazonCloudWatch')),
  secret: flat('0.40', 1, priceToCheck('secrets-manager')),
  trace: flat('5.00', million, priceListed('AWSXRay')),
} as const satisfies Record<string, Price>;

/**
 * Every price the planner uses, in US dollars without taxes. GB are 2^30 bytes. Free tiers are left
 * out. A store's prices are in its folder.
 */
export const prices = { ...pathPrices, ...allStorePrices } as const;
