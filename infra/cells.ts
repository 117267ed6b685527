import { stages } from '../schemas/stages.ts';
import type { Partition } from './partition-patterns.ts';

/** An upstream system: one API key on one usage plan of its own. */
interface Producer {
  /** Name of its API key. */
  readonly name: string;
  /** Requests per second in the long run. */
  readonly rate: number;
  /** Requests that may come at once. */
  readonly burst: number;
}

/** The tag of every resource, and the metadata key of every template, that says which cell it belongs to. */
export const cellMetadata = 'bems:cell';

/** One independent deployment of everything: an account and a Region. No cell refers to another. */
export interface Cell {
  readonly name: string;
  /** Tells cells of one account and Region apart: '' or the start of every resource name. */
  readonly prefix: string;
  readonly region: string;
  /** 1–99; every possible event must match exactly one. */
  readonly partitions: readonly Partition[];
  readonly peakEventsPerSecond: number;
  /** Expected growth of the peak over 18 months: 0.4 is +40 %. */
  readonly growth: number;
  readonly retention: {
    readonly archiveDays: number;
    /** How long the time series answers fast; later data comes from its magnetic store. */
    readonly memoryStoreHours: number;
    readonly magneticStoreDays: number;
    readonly logDays: number;
  };
  /** `api-key`: the key alone; `iam`: requests are signed as well. */
  readonly auth: 'api-key' | 'iam';
  /** The time-series store. Timestream for LiveAnalytics takes no new customers since June 2025. */
  readonly store: 'timestream';
  /** Requests per second and at once, all producers together. */
  readonly throttle: { readonly rate: number; readonly burst: number };
  readonly producers: readonly Producer[];
}

const onePartitionPerStage: readonly Partition[] = stages.map((stage) => ({ name: stage, stage }));

const retention: Cell['retention'] = {
  archiveDays: 400,
  memoryStoreHours: 24,
  magneticStoreDays: 3_650,
  logDays: 30,
};

/** Every cell there is. Deploy one with `npx cdk deploy '<name>/*'`. */
export const cells: readonly Cell[] = [
  {
    name: 'local',
    prefix: '',
    region: 'eu-west-1',
    partitions: onePartitionPerStage,
    peakEventsPerSecond: 10_000,
    growth: 0,
    retention,
    auth: 'api-key',
    store: 'timestream',
    throttle: { rate: 50_000, burst: 50_000 },
    producers: [
      { name: 'demo', rate: 50_000, burst: 50_000 },
      { name: 'limited', rate: 5, burst: 10 },
    ],
  },
  {
    name: 'eu-1',
    prefix: 'eu-1-',
    region: 'eu-west-1',
    partitions: onePartitionPerStage,
    peakEventsPerSecond: 1_000,
    growth: 0.4,
    retention,
    auth: 'api-key',
    store: 'timestream',
    throttle: { rate: 10_000, burst: 5_000 },
    producers: [
      { name: 'erp', rate: 4_000, burst: 2_000 },
      { name: 'scanning', rate: 1_000, burst: 500 },
      { name: 'procurement', rate: 1_000, burst: 500 },
    ],
  },
  {
    name: 'us-1',
    prefix: 'us-1-',
    region: 'us-east-1',
    // Posting is where month end piles up, so payments run apart from the bookings before them.
    partitions: [
      { name: 'ingestion', stage: 'ingestion' },
      { name: 'reconciliation', stage: 'reconciliation' },
      { name: 'authorization', stage: 'authorization' },
      { name: 'payment', stage: 'posting', where: { status: ['paid'] } },
      { name: 'posting', stage: 'posting', where: { status: [{ 'anything-but': ['paid'] }] } },
    ],
    peakEventsPerSecond: 1_000,
    growth: 0.4,
    retention,
    auth: 'iam',
    store: 'timestream',
    throttle: { rate: 10_000, burst: 5_000 },
    producers: [
      { name: 'erp', rate: 6_000, burst: 3_000 },
      { name: 'procurement', rate: 2_000, burst: 1_000 },
    ],
  },
];
