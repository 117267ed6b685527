import {
  byRegion,
  documented,
  everywhere,
  largestRegions,
  type Quota,
  quotaToCheck,
  secondHand,
} from '../estimates/quota.ts';
import type { Sourced } from '../estimates/sourced.ts';

/** The day the pages below were read, if they were. */
const readOn = '2026-11-21';

const pages = {
  apiGateway: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  eventBridge: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html',
  sns: 'https://docs.aws.amazon.com/general/latest/gr/sns.html',
  sqs: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html',
  lambda: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
  kms: 'https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html',
  waf: 'https://docs.aws.amazon.com/waf/latest/developerguide/limits.html',
} as const;

/**
 * The Regions where API Gateway starts with a quarter of the usual quota. Their number is verified,
 * their names are to be checked.
 */
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

function apiGatewayTiers(usual: number, small: number) {
  return byRegion(documented(pages.apiGateway, readOn), [
    { value: small, regions: smallForApiGateway },
    { value: usual },
  ]);
}

/** EventBridge's tiers, largest first, for PutEvents and for invocations. */
const eventBridgeRegions = [
  largestRegions,
  ['us-east-2', 'eu-central-1', 'eu-south-2'],
  ['us-west-1', 'ap-northeast-1', 'ap-southeast-1', 'ap-southeast-2', 'eu-west-2'],
];
/** Read as the lowest tier of invocations, and assumed to be the lowest of PutEvents too. */
const smallForEventBridge = ['af-south-1', 'ap-northeast-3', 'ap-southeast-3', 'eu-south-1'];

function eventBridgeTiers(larger: readonly number[], small: number) {
  const inLarger = byRegion(
    documented(pages.eventBridge, readOn),
    larger.map((value, index) => ({ value, regions: eventBridgeRegions[index] ?? [] })),
    'it is in one of the two lowest tiers (400 or 600 PutEvents a second, 750 or 1,100 invocations); which is not known here',
  );
  const inSmall = everywhere(small, secondHand(pages.eventBridge, readOn));
  return (region: string): Sourced =>
    smallForEventBridge.includes(region) ? inSmall(region) : inLarger(region);
}

/** The default quotas of the services on an event's path. */
export const quotas = {
  apiRate: {
    serviceCode: 'apigateway',
    code: 'L-8A5B8E43',
    name: 'Throttle rate (requests per second, account and Region)',
    adjustable: true,
    in: apiGatewayTiers(10_000, 2_500),
  },
  apiBurst: {
    serviceCode: 'apigateway',
    code: 'L-CDF5615A',
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
    code: 'L-9B653E91',
    name: 'PutEvents throttle limit in transactions per second',
    adjustable: true,
    in: eventBridgeTiers([10_000, 2_400, 1_200], 400),
  },
  invocations: {
    serviceCode: 'events',
    code: 'L-5540C5E3',
    name: 'Invocations throttle limit in transactions per second',
    adjustable: true,
    in: eventBridgeTiers([18_750, 4_500, 2_250], 750),
  },
  rulesPerBus: {
    serviceCode: 'events',
    code: 'L-244521F2',
    name: 'Number of rules (per event bus)',
    adjustable: true,
    in: byRegion(documented(pages.eventBridge, readOn), [
      { value: 100, regions: ['af-south-1', 'eu-south-1'] },
      { value: 300 },
    ]),
  },
  standardInFlight: {
    serviceCode: 'sqs',
    name: 'Messages in flight per standard queue',
    adjustable: true,
    in: everywhere(120_000, quotaToCheck(pages.sqs)),
  },
  lambdaConcurrency: {
    serviceCode: 'lambda',
    code: 'L-B99A9384',
    name: 'Concurrent executions (account and Region; new accounts may start lower)',
    adjustable: true,
    in: everywhere(1_000, quotaToCheck(pages.lambda)),
  },
  /**
   * What new accounts are reported to start with, or less. AWS gives no figure, and says that it is reduced
   * and raised with use: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  newAccountConcurrency: {
    serviceCode: 'lambda',
    code: 'L-B99A9384',
    name: 'Concurrent executions (account and Region; new accounts may start lower)',
    adjustable: true,
    in: everywhere(50, secondHand('https://docs.gruntwork.io/discussions/knowledge-base/215', '2026-11-28')),
  },
  snsFifo: {
    serviceCode: 'sns',
    name: 'Messages published per second to FIFO topics (account and Region)',
    adjustable: true,
    in: byRegion(secondHand(pages.sns, readOn), [
      { value: 30_000, regions: ['us-east-1'] },
      { value: 9_000, regions: ['us-west-2', 'eu-west-1'] },
    ]),
  },
  messageGroup: {
    serviceCode: 'sns',
    name: 'Messages per second of one message group',
    adjustable: false,
    in: everywhere(300, secondHand(pages.sns, readOn)),
  },
  fifoCalls: {
    serviceCode: 'sqs',
    name: 'Calls per second and action, FIFO in high-throughput mode',
    adjustable: true,
    in: byRegion(secondHand(pages.sqs, readOn), [
      { value: 70_000, regions: largestRegions },
      // The smallest tier there is: every other Region has at least that.
      { value: 2_400 },
    ]),
  },
  fifoInFlight: {
    serviceCode: 'sqs',
    name: 'Messages in flight per FIFO queue',
    adjustable: false,
    in: everywhere(120_000, secondHand(pages.sqs, readOn)),
  },
  keyRequests: {
    serviceCode: 'kms',
    code: 'L-6E3AF000',
    name: 'Cryptographic operations (symmetric) per second, account and Region',
    adjustable: true,
    // The smallest tier there is: every Region has at least that.
    in: everywhere(10_000, quotaToCheck(pages.kms)),
  },
} as const satisfies Record<string, Quota>;
