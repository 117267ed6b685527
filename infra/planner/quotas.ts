import type { Provenance, Sourced } from './sourced.ts';

/** A default limit of an AWS account in a Region, which AWS may raise when asked. */
export interface Quota {
  /** What Service Quotas calls the service: `aws service-quotas list-service-quotas --service-code <this>`. */
  readonly serviceCode: string;
  readonly name: string;
  readonly adjustable: boolean;
  /** The default in a Region. */
  readonly in: (region: string) => Sourced;
}

interface Tier {
  readonly value: number;
  /** Without a list: every other Region. */
  readonly regions?: readonly string[];
}

/** A quota whose default depends on the Region. The tier without a list, if any, holds for all Regions not listed. */
const byRegion =
  (provenance: Provenance, tiers: readonly Tier[], elsewhere = 'no source here names this Region') =>
  (region: string): Sourced => {
    const tier =
      tiers.find(({ regions }) => regions?.includes(region)) ?? tiers.find(({ regions }) => !regions);
    return tier ? { value: tier.value, ...provenance } : { value: null, reason: elsewhere };
  };

/** A quota that is the same in every Region. */
const everywhere = (value: number, provenance: Provenance) => byRegion(provenance, [{ value }]);

const documented = (source: string): Provenance => ({ confidence: 'verified', source, readOn: '2026-11-21' });
const secondHand = (source: string): Provenance => ({
  confidence: 'second-hand',
  source,
  readOn: '2026-11-21',
});
const toCheck = (source: string): Provenance => ({ confidence: 'common-knowledge', source });

const largest = ['us-east-1', 'us-west-2', 'eu-west-1'];

const pages = {
  apiGateway: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  eventBridge: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html',
  sns: 'https://docs.aws.amazon.com/general/latest/gr/sns.html',
  sqs: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html',
  lambda: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
  dynamo: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html',
  firehose: 'https://docs.aws.amazon.com/firehose/latest/dev/limits.html',
  kms: 'https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html',
  waf: 'https://docs.aws.amazon.com/waf/latest/developerguide/limits.html',
  timestream: 'https://docs.aws.amazon.com/timestream/latest/developerguide/ts-limits.html',
} as const;

/** The Regions in which API Gateway starts with a quarter of the usual. Their number is verified, their names are to be checked. */
const smallForApiGateway = [
  ...['af-south-1', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-7'],
  ...[
    'ca-west-1',
    'eu-central-2',
    'eu-south-1',
    'eu-south-2',
    'il-central-1',
    'me-central-1',
    'mx-central-1',
  ],
];
const apiGatewayTiers = (usual: number, small: number) =>
  byRegion(documented(pages.apiGateway), [{ value: small, regions: smallForApiGateway }, { value: usual }]);

/** EventBridge's tiers, largest first; PutEvents and invocations have the same ones. */
const eventBridgeRegions = [
  largest,
  ['us-east-2', 'eu-central-1', 'eu-south-2'],
  ['us-west-1', 'ap-northeast-1', 'ap-southeast-1', 'ap-southeast-2', 'eu-west-2'],
];
/** Read as the lowest tier of invocations, and taken for the lowest of PutEvents too. */
const smallForEventBridge = ['af-south-1', 'ap-northeast-3', 'ap-southeast-3', 'eu-south-1'];
const eventBridgeTiers = (larger: readonly number[], small: number) => {
  const inLarger = byRegion(
    documented(pages.eventBridge),
    larger.map((value, index) => ({ value, regions: eventBridgeRegions[index] ?? [] })),
    'it is in one of the two lowest tiers (400 or 600 PutEvents a second, 750 or 1,100 invocations); which is not known here',
  );
  const inSmall = everywhere(small, secondHand(pages.eventBridge));
  return (region: string): Sourced =>
    smallForEventBridge.includes(region) ? inSmall(region) : inLarger(region);
};

/** The default quotas of the services on an event's path. */
export const quotas = {
  apiRate: {
    serviceCode: 'apigateway',
    name: 'Throttle rate (requests per second, account and Region)',
    adjustable: true,
    in: apiGatewayTiers(10_000, 2_500),
  },
  apiBurst: {
    serviceCode: 'apigateway',
    name: 'Throttle burst (requests at once, account and Region)',
    adjustable: true,
    in: apiGatewayTiers(5_000, 1_250),
  },
  firewallRequests: {
    serviceCode: 'wafv2',
    name: 'Requests per second of a web ACL',
    adjustable: false,
    in: () => ({ value: null, reason: `no figure for API Gateway was found; see ${pages.waf}` }),
  },
  putEvents: {
    serviceCode: 'events',
    name: 'PutEvents throttle limit in transactions per second',
    adjustable: true,
    in: eventBridgeTiers([10_000, 2_400, 1_200], 400),
  },
  invocations: {
    serviceCode: 'events',
    name: 'Invocations throttle limit in transactions per second',
    adjustable: true,
    in: eventBridgeTiers([18_750, 4_500, 2_250], 750),
  },
  standardInFlight: {
    serviceCode: 'sqs',
    name: 'Messages in flight per standard queue',
    adjustable: true,
    in: everywhere(120_000, toCheck(pages.sqs)),
  },
  lambdaConcurrency: {
    serviceCode: 'lambda',
    name: 'Concurrent executions (account and Region; new accounts may start lower)',
    adjustable: true,
    in: everywhere(1_000, toCheck(pages.lambda)),
  },
  snsFifo: {
    serviceCode: 'sns',
    name: 'Messages published per second to FIFO topics (account and Region)',
    adjustable: true,
    in: byRegion(secondHand(pages.sns), [
      { value: 30_000, regions: ['us-east-1'] },
      { value: 9_000, regions: ['us-west-2', 'eu-west-1'] },
    ]),
  },
  messageGroup: {
    serviceCode: 'sns',
    name: 'Messages per second of one message group',
    adjustable: false,
    in: everywhere(300, secondHand(pages.sns)),
  },
  fifoCalls: {
    serviceCode: 'sqs',
    name: 'Calls per second and action, FIFO in high-throughput mode',
    adjustable: true,
    in: byRegion(secondHand(pages.sqs), [
      { value: 70_000, regions: largest },
      // The smallest tier there is: every other Region has that at least.
      { value: 2_400 },
    ]),
  },
  fifoInFlight: {
    serviceCode: 'sqs',
    name: 'Messages in flight per FIFO queue',
    adjustable: false,
    in: everywhere(120_000, secondHand(pages.sqs)),
  },
  tableWrites: {
    serviceCode: 'dynamodb',
    name: 'Write request units per second of an on-demand table',
    adjustable: true,
    in: everywhere(40_000, toCheck(pages.dynamo)),
  },
  tableReads: {
    serviceCode: 'dynamodb',
    name: 'Read request units per second of an on-demand table',
    adjustable: true,
    in: everywhere(40_000, toCheck(pages.dynamo)),
  },
  partitionWrites: {
    serviceCode: 'dynamodb',
    name: 'Write units per second of one partition',
    adjustable: false,
    in: everywhere(1_000, toCheck(pages.dynamo)),
  },
  timestreamWrites: {
    serviceCode: 'timestream',
    name: 'Records written per second',
    adjustable: false,
    in: () => ({
      value: null,
      reason: `it scales with the load; no figure is published; see ${pages.timestream}`,
    }),
  },
  firehoseRequests: {
    serviceCode: 'firehose',
    name: 'Direct PUT requests per second of a stream',
    adjustable: true,
    in: byRegion(toCheck(pages.firehose), [{ value: 2_000, regions: largest }, { value: 1_000 }]),
  },
  firehoseBytes: {
    serviceCode: 'firehose',
    name: 'Direct PUT MiB per second of a stream',
    adjustable: true,
    in: byRegion(toCheck(pages.firehose), [{ value: 5, regions: largest }, { value: 1 }]),
  },
  keyRequests: {
    serviceCode: 'kms',
    name: 'Cryptographic operations (symmetric) per second, account and Region',
    adjustable: true,
    // The smallest tier there is: every Region has that at least.
    in: everywhere(10_000, toCheck(pages.kms)),
  },
} as const satisfies Record<string, Quota>;
