import { historyOf } from '../../../cli/demo/history.ts';
import { usualHistoryEvents } from '../../../cli/demo/self-feed.ts';
import type { EventCount } from '../../../functions/core/analytics/anomaly/event-counts.ts';
import { isStatusOf } from '../../../functions/core/invoice/lifecycle.ts';

const hourMs = 3_600_000;

/** The history that `npm start` shows at a moment (RFC 3339), counted by the hour. @param until ms since the epoch */
export function countsOfDemo(asOf: string, until: number): readonly EventCount[] {
  const counts = new Map<string, EventCount>();
  for (const { dueAtMs, stage, event } of historyOf({ seed: 1, events: usualHistoryEvents, asOf })) {
    if (dueAtMs > until) break;
    const { status, currency } = event;
    if (!isStatusOf(stage, status)) continue;
    const at = Math.floor(Date.parse(event.occurredAt) / hourMs) * hourMs;
    const key = [at, stage, status, currency].join();
    counts.set(key, { at, stage, status, currency, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}
