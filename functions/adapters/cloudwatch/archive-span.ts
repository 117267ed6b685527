import type { Clock } from '../../../lib/clock.ts';
import { type Minutes, minuteMs } from '../../core/conservation/minute-digest.ts';
import { names } from '../../core/names.ts';
import { archivedWithinMs } from '../s3/archive-holdings.ts';
import type { ReadMetrics } from './metric-readings.ts';

/** How far back Firehose is asked, so that a minute that CloudWatch does not have yet hides nothing. */
const lookBackMs = 15 * minuteMs;

const dayMs = 24 * 60 * minuteMs;

/**
 * The receipts that the auditors' archive answers for. It is as late as Firehose says: any record older
 * than its freshness has been delivered
 * (https://docs.aws.amazon.com/firehose/latest/dev/cloudwatch-metrics.html).
 * @param keptDays whole days that archive and time series keep events
 */
export function archiveSpan(
  read: ReadMetrics,
  { prefix, keptDays, clock }: { readonly prefix: string; readonly keptDays: number; readonly clock: Clock },
): () => Promise<Minutes> {
  const freshness = {
    namespace: 'AWS/Firehose',
    name: 'DeliveryToS3.DataFreshness',
    dimensions: { DeliveryStreamName: names(prefix).archiveStream },
    statistic: 'Maximum',
  } as const;
  return async () => {
    const now = clock.now();
    const [points = []] = await read([freshness], now - lookBackMs, now);
    const oldestOnItsWay = points.map(({ at, value }) => at - value * 1_000 - minuteMs);
    return { from: now - keptDays * dayMs, to: Math.min(now - archivedWithinMs, ...oldestOnItsWay) };
  };
}
