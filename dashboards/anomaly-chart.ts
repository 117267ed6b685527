import type { AnomalySeries, AnomalyStep } from '../functions/core/analytics/anomaly/anomaly-series.ts';
import { type Bucket, bucketHours, hourMs } from '../functions/core/analytics/anomaly/counted-series.ts';
import type { ListedAnomaly } from '../functions/core/analytics/anomaly/listed-anomaly.ts';
import { addDays } from '../functions/core/invoice/dates.ts';
import { type Band, bandOf } from './anomaly-bands.ts';

/** An hour or day of a chart. */
export interface AnomalySlot {
  /** When it begins, RFC 3339 UTC; of a day of which nothing can be told, its midnight in UTC. */
  readonly at: string;
  /** Its date in the zone of the cell; of an hour of which nothing can be told, that in UTC. */
  readonly day: string;
  /** None where nothing can be told. */
  readonly step?: AnomalyStep;
}

/** Every hour or day from the first step to the last, those too of which nothing can be told. */
export function anomalySlots({ anomaly: { bucket }, steps }: AnomalySeries): readonly AnomalySlot[] {
  return steps.flatMap((step, index): readonly AnomalySlot[] => {
    const slot = { at: step.at, day: step.day, step };
    const before = steps[index - 1];
    return before ? [...(bucket === 'day' ? daysBetween : hoursBetween)(before, step), slot] : [slot];
  });
}

function hoursBetween(before: AnomalyStep, after: AnomalyStep): readonly AnomalySlot[] {
  const [first, end] = [Date.parse(before.at) + hourMs, Date.parse(after.at)];
  return Array.from({ length: Math.max(0, Math.ceil((end - first) / hourMs)) }, (_, index) => {
    const at = new Date(first + index * hourMs).toISOString();
    return { at, day: at.slice(0, 10) };
  });
}

function daysBetween(before: AnomalyStep, after: AnomalyStep): readonly AnomalySlot[] {
  const days: AnomalySlot[] = [];
  for (let day = addDays(before.day, 1); day < after.day; day = addDays(day, 1))
    days.push({ at: `${day}T00:00:00.000Z`, day });
  return days;
}

/** The hour or day after the last one, of which nothing is known yet: a mark of the last one ends where it begins. */
export function slotAfter({ at, day }: AnomalySlot, bucket: Bucket): AnomalySlot {
  const next = new Date(Date.parse(at) + bucketHours[bucket] * hourMs).toISOString();
  return { at: next, day: bucket === 'day' ? addDays(day, 1) : next.slice(0, 10) };
}

/** The slots of the anomaly itself; undefined if none is shown, or if late events have corrected it. */
export function ownBand(anomaly: ListedAnomaly, slots: readonly AnomalySlot[]): Band | undefined {
  const last = slots.at(-1);
  if (!last || anomaly.state === 'corrected') return undefined;
  const { at: to } = slotAfter(last, anomaly.bucket);
  return bandOf(anomaly, { starts: slots.map(({ at }) => at), to });
}

/** Of each slot whether no line leads to it, so that a dot has to show its value. */
export function lonelySlots(slots: readonly AnomalySlot[]): readonly boolean[] {
  return slots.map(
    ({ step }, index) => step !== undefined && !slots[index - 1]?.step && !slots[index + 1]?.step,
  );
}
