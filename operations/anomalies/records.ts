import { createHash } from 'node:crypto';
import type { Bucket } from '../../functions/core/analytics/anomaly/counted-series.ts';
import type { Explanation } from '../../functions/core/analytics/anomaly/explain.ts';
import type { AnomalyState, AnomalyWord } from '../../functions/core/analytics/anomaly/listed-anomaly.ts';
import type { Tolerance } from '../../functions/core/analytics/anomaly/tolerance.ts';
import type { Judged } from '../../functions/core/analytics/anomaly/watch.ts';
import { anomaliesCollection, lookCollection } from '../../functions/core/anomalies.ts';
import type { Records } from '../../functions/core/ports.ts';
import { everyRecord } from '../record-pages.ts';

/** The one record of the collection of looks. */
export const lookKey = 'last';

const dayMs = 86_400_000;
/** How long an episode is kept after it began. */
const keptMs = 400 * dayMs;

/** An episode as it is kept; times RFC 3339 UTC. */
export interface StoredAnomaly {
  readonly metric: string;
  readonly bucket: Bucket;
  readonly from: string;
  /** The end of the last unusual hour or day. */
  readonly until: string;
  readonly state: AnomalyState;
  readonly direction: 'more' | 'less';
  /**
   * Events that happened, and that were expected; of a share, the exceptions among them; of amounts,
   * what they are worth in whole units of the currency; of durations, seconds.
   */
  readonly actual: number;
  readonly expected: number;
  /** Of a share: the events that it is a share of. */
  readonly whole?: number;
  /** The largest: ln((actual + 3) ÷ (expected + 3)) of an hour or day. */
  readonly deviation: number;
  readonly explanation: Explanation | null;
  /** What its most unusual hour or day had to be off by; missing in records of former versions. */
  readonly tolerance?: Tolerance;
  /** Who looks after it. */
  readonly acknowledged?: AnomalyWord;
  /** Who said that it was to be expected: the slots of these hours learn it. */
  readonly asExpected?: AnomalyWord & { readonly reason: string };
}

/** An episode with its record. */
export interface KeptAnomaly {
  readonly id: string;
  readonly revision: number;
  readonly anomaly: StoredAnomaly;
}

/** How a metric stands, as the last look found it. */
export interface StoredMetric {
  readonly metric: string;
  readonly judged: Judged;
  readonly weeks: number;
}

/** The last look that ended. */
export interface StoredLook {
  /** When it was made, RFC 3339 UTC. */
  readonly at: string;
  /** Up to when counts were complete, RFC 3339 UTC; null while there are none. */
  readonly until: string | null;
  readonly metrics: readonly StoredMetric[];
  /** How long the counts took to be read, ms. */
  readonly readMs: number;
  /** Of the counts; missing in looks of former versions. */
  readonly countsDigest?: string;
  /** What the store called the state of the counts before they were read; missing when it has no name for it. */
  readonly countsVersion?: string;
  /** Of what it was made of: while that is the same, nothing has to be judged anew. */
  readonly digest: string;
}

/** The key of an episode: in the order of when they began. */
function anomalyId({ from, metric, bucket }: Pick<StoredAnomaly, 'from' | 'metric' | 'bucket'>): string {
  return `${from.slice(0, 16)}-${metric}-${bucket}`.replaceAll(':', '');
}

/** The episodes that began at a moment or later, ms since the epoch, the first first. */
export async function readAnomalies(
  records: Pick<Records, 'list'>,
  since: number,
): Promise<readonly KeptAnomaly[]> {
  const found: KeptAnomaly[] = [];
  const after = new Date(since).toISOString().slice(0, 16).replaceAll(':', '');
  for await (const { key, revision, value } of everyRecord(records, anomaliesCollection, { after }))
    found.push({ id: key, revision, anomaly: stored(value) });
  return found;
}

/** One episode; undefined when there is none of this id. */
export async function readAnomaly(
  records: Pick<Records, 'read'>,
  id: string,
): Promise<KeptAnomaly | undefined> {
  const record = await records.read(anomaliesCollection, id);
  return record && { id, revision: record.revision, anomaly: stored(record.value) };
}

/** Keeps an episode that is new. @returns false when there is one of its id */
export function createAnomaly(records: Pick<Records, 'create'>, anomaly: StoredAnomaly): Promise<boolean> {
  const expiresAt = Date.parse(anomaly.from) + keptMs;
  return records.create(anomaliesCollection, anomalyId(anomaly), anomaly, { expiresAt });
}

/** The last look that ended. */
export async function readLook(
  records: Pick<Records, 'read'>,
): Promise<{ readonly revision: number; readonly look: StoredLook } | undefined> {
  const record = await records.read(lookCollection, lookKey);
  return record && { revision: record.revision, look: record.value as StoredLook };
}

/** Tells what a look is made of from everything else. */
export function digestOf(of: unknown): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('base64url');
}

/** Only this folder writes to the collection. */
function stored(value: unknown): StoredAnomaly {
  return value as StoredAnomaly;
}
