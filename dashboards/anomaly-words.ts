import type { AnomalySeries } from '../functions/core/analytics/anomaly/anomaly-series.ts';
import type { AnomalyListing, ListedAnomaly } from '../functions/core/analytics/anomaly/listed-anomaly.ts';
import { fewestOfVendor, maxVendors } from '../functions/core/analytics/anomaly/watched-vendors.ts';

/** Episodes that are over are named for so many days. */
const recentDays = 7;
const dayMs = 86_400_000;

/** What is unusual now, and what lately was: an episode that late events corrected was never unusual. */
export function standingAndRecent({ anomalies, lookedAt }: AnomalyListing) {
  const now = Date.parse(lookedAt ?? '');
  const isStanding = ({ state }: ListedAnomaly) => state === 'growing' || state === 'open';
  return {
    standing: anomalies.filter(isStanding),
    recent: anomalies.filter(
      ({ state, until }) => state === 'over' && Date.parse(until) >= now - recentDays * dayMs,
    ),
  };
}

/** How an episode stands, in a few words. */
export function stateWords({ state, bucket }: Pick<ListedAnomaly, 'state' | 'bucket'>): string {
  if (state === 'growing') return 'Goes on';
  if (state === 'open') return `Was last seen within two ${bucket}s`;
  return state === 'over' ? 'Over' : 'Usual after all, by events that came late';
}

/** What cannot be judged, and why: one sentence for each reason. */
export function unjudgedWords({ metrics }: Pick<AnomalyListing, 'metrics'>): readonly string[] {
  const learning = metrics.filter(({ judged }) => judged === 'learning');
  const few = metrics.filter(({ judged }) => judged === 'cannot tell');
  const weeks = Math.max(0, ...learning.map((metric) => metric.weeks));
  const names = (some: AnomalyListing['metrics']) => some.map(({ title }) => title).join(', ');
  return [
    ...(learning.length > 0
      ? [
          `Learning, ${weeks} ${weeks === 1 ? 'week' : 'weeks'} so far, what is usual for: ${names(learning)}.`,
        ]
      : []),
    ...(few.length > 0 ? [`Usually too few come to tell what is unusual for: ${names(few)}.`] : []),
  ];
}

/** What is lacking of the course of an anomaly, in sentences; nothing if all is there. */
export function courseWords({ metric, steps }: AnomalySeries): string {
  return [
    ...(steps.length === 0 ? ['Of that time nothing is kept of what was expected.'] : []),
    ...(steps.length > 0 && steps.every(({ high }) => high === undefined)
      ? ['How far off is unusual was not kept of it: it was found by a former version.']
      : []),
    ...(metric ? unjudgedWords({ metrics: [metric] }) : ['Nobody watches it any more.']),
  ].join(' ');
}

/** Whose events are watched by themselves, and that there is a limit. */
export function vendorWords({ metrics }: AnomalyListing): string {
  const vendors = new Set(metrics.flatMap(({ vendor = [] }) => vendor));
  const rule = `Vendors with ${fewestOfVendor} events or more in a usual hour of a stage are watched by themselves, the ${maxVendors} with the most`;
  return vendors.size === 0 ? `${rule}: none so far.` : `${rule}: ${[...vendors].toSorted().join(', ')}.`;
}

/** The days of an episode (UTC), both included, as an address asks for a period. */
export function daysOf({ from, until }: Pick<ListedAnomaly, 'from' | 'until'>) {
  return { from: from.slice(0, 10), to: new Date(Date.parse(until) - 1).toISOString().slice(0, 10) };
}

/** The currency of amounts, or the currencies that account for an episode, if currencies do. */
export function currenciesOf({
  currency,
  explanation,
}: Pick<ListedAnomaly, 'currency' | 'explanation'>): readonly string[] {
  if (currency !== undefined) return [currency];
  if (explanation?.dimension !== 'currency') return [];
  return explanation.elements.map(({ element }) => element);
}
