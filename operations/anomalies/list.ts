import type {
  AnomalyListing,
  ListedAnomaly,
  ListedMetric,
} from '../../functions/core/analytics/anomaly/listed-anomaly.ts';
import { anomalySentence } from '../../functions/core/analytics/anomaly/sentence.ts';
import { metricNamed } from '../../functions/core/analytics/anomaly/watched-metrics.ts';
import type { Records } from '../../functions/core/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { type KeptAnomaly, readAnomalies, readLook, type StoredMetric } from './records.ts';

const dayMs = 86_400_000;
/** What began so many days ago or later is listed, unless everything is asked for. */
const recentDays = 35;
/** How long episodes are kept, and so all that can be listed. */
const allDays = 400;
/** Listed at most, the newest ones. */
const maxListedAnomalies = 500;

/**
 * What is unusual, or was lately, as the last look has kept it: nothing is computed here, so that a page costs
 * the same however much the cell holds.
 */
export async function listAnomalies(
  { records, clock }: { readonly records: Pick<Records, 'list' | 'read'>; readonly clock: Clock },
  { all = false }: { readonly all?: boolean } = {},
): Promise<AnomalyListing> {
  const look = (await readLook(records))?.look;
  const kept = await readAnomalies(records, clock.now() - (all ? allDays : recentDays) * dayMs);
  return {
    lookedAt: look?.at ?? null,
    judgedUntil: look?.until ?? null,
    metrics: look?.metrics.map(listedMetric) ?? [],
    anomalies: kept.map(listedAnomaly).toSorted(byUrgency).slice(0, maxListedAnomalies),
  };
}

/** How a metric stands, for people. */
export function listedMetric(metric: StoredMetric): ListedMetric {
  const { vendor } = metricNamed(metric.metric);
  return { ...metric, title: titleOf(metric.metric), ...(vendor !== undefined && { vendor }) };
}

/** An episode for people. */
export function listedAnomaly({ id, anomaly }: KeptAnomaly): ListedAnomaly {
  const { metric, bucket, direction, actual, expected, explanation, deviation } = anomaly;
  const { from, until, state, whole, acknowledged = null, asExpected = null } = anomaly;
  const { stage, exceptions, measure, currency, vendor } = metricNamed(metric);
  const hours = (Date.parse(until) - Date.parse(from)) / 3_600_000;
  const length = bucket === 'day' ? Math.round(hours / 24) : hours;
  const episode = { from: 0, until: length, direction, deviation, value: actual, expected, whole };
  return {
    ...(currency !== undefined && { currency }),
    ...(vendor !== undefined && { vendor }),
    ...{ id, metric, stage, measure, exceptions, bucket, from, until, state, direction, actual, expected },
    sentence: anomalySentence(
      { title: titleOf(metric), measure, bucket, currency },
      episode,
      explanation ?? undefined,
    ),
    explanation: explanation && {
      dimension: explanation.dimension,
      elements: explanation.elements,
      power: explanation.power,
    },
    ...{ acknowledged, asExpected },
  };
}

/** What people call a metric: `Reconciliation events`. */
export function titleOf(metric: string): string {
  const { stage, exceptions, measure, currency, status, vendor } = metricNamed(metric);
  const name = `${stage.charAt(0).toUpperCase()}${stage.slice(1)}`;
  if (measure === 'share') return `${name} share of exceptions`;
  if (measure === 'duration') return `${name} time until ${status}`;
  if (measure === 'amount') return `${name} amounts in ${currency}`;
  if (measure === 'vendor') return `${name} events of vendor ${vendor}`;
  return `${name} ${exceptions ? 'exceptions' : 'events'}`;
}

const ranks = { growing: 0, open: 0, over: 1, corrected: 1 } as const;

function byUrgency(a: ListedAnomaly, b: ListedAnomaly): number {
  if (ranks[a.state] !== ranks[b.state]) return ranks[a.state] - ranks[b.state];
  if (a.from !== b.from) return a.from < b.from ? 1 : -1;
  // Of one incident how many events there were comes first.
  return a.metric < b.metric ? -1 : 1;
}
