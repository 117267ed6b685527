import Big from 'big.js';
import type { CostLine } from '../estimates/cost-hop.ts';
import { costOf, million, type Price } from '../estimates/price.ts';
import type { Provenance } from '../estimates/sourced.ts';
import { lakePlan } from '../stores/lake/plan.ts';
import { prices } from './prices.ts';

/** What AWS gives every account each month, for as long as it exists. What new accounts get for a time is left out. */
export interface FreeAllowance extends Provenance {
  /** As a plan names it, after the number. */
  readonly what: string;
  readonly units: number;
  /** What draws on it, the cheapest first: nobody says what is charged where several do. */
  readonly prices: readonly Price[];
}

const read = { confidence: 'verified', readOn: '2026-11-28' } as const;
const cloudWatch = { ...read, source: 'https://aws.amazon.com/cloudwatch/pricing/' } as const;
const lambda = {
  ...read,
  source: 'https://docs.aws.amazon.com/whitepapers/latest/how-aws-pricing-works/lambda.html',
} as const;

export const freeAllowances: readonly FreeAllowance[] = [
  { ...cloudWatch, what: 'metrics of one’s own', units: 10, prices: [prices.metric] },
  { ...cloudWatch, what: 'metrics read by alarms', units: 10, prices: [prices.alarm] },
  // Of up to 50 metrics each, as that of a small cell is.
  { ...cloudWatch, what: 'dashboards', units: 3, prices: [prices.dashboard] },
  { ...cloudWatch, what: 'GB of logs written', units: 5, prices: [prices.logIngestion] },
  {
    ...read,
    source: 'https://aws.amazon.com/kms/pricing/',
    what: 'requests to KMS',
    units: 20_000,
    prices: [prices.keyRequest],
  },
  {
    confidence: 'second-hand',
    source: 'https://aws.amazon.com/sqs/pricing/',
    what: 'requests to SQS',
    units: million,
    prices: [prices.queueRequest, prices.fifoQueueRequest],
  },
  {
    confidence: 'second-hand',
    source: 'https://aws.amazon.com/eventbridge/pricing/',
    what: 'calls by schedules',
    units: 14 * million,
    prices: [prices.schedule],
  },
  {
    ...read,
    source: 'https://aws.amazon.com/lake-formation/pricing/',
    what: 'requests to Glue’s catalog',
    units: million,
    prices: [lakePlan.prices.lakeCatalog],
  },
  { ...lambda, what: 'calls of Lambda', units: million, prices: [prices.functionCall] },
  { ...lambda, what: 'GB-seconds of Lambda', units: 400_000, prices: [prices.functionTime] },
];

/** What these lines of a bill would not cost were they all that the account has, in US dollars. */
export function freeOf(lines: readonly CostLine[]): Big {
  return freeAllowances.reduce((sum, { units, prices: drawing }) => {
    let left = units;
    return drawing.reduce((saved, price) => {
      const used = lines.reduce((total, line) => total + (line.price === price ? (line.units ?? 0) : 0), 0);
      const given = Math.min(left, used);
      left -= given;
      return saved.plus(costOf(price, used) ?? 0).minus(costOf(price, used - given) ?? 0);
    }, sum);
  }, new Big(0));
}
