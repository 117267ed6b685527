import { ageBinOf } from './ages.ts';
import {
  cellOf,
  clockOf,
  type Exposure,
  expose,
  type HazardTable,
  hazardTable,
  type LearningDays,
  noExposure,
} from './hazard.ts';
import { dayClasses, dayClassesOf } from './pay-days.ts';
import type { Payable } from './payable.ts';
import { type DayOfPayments, type RunShocks, runShocks } from './run-shocks.ts';
import { vendorShifts } from './vendor-shift.ts';

/** What past payments say about future ones. */
export interface PaymentModel {
  readonly shifts: ReadonlyMap<string, number>;
  /** By stratum. */
  readonly tables: ReadonlyMap<string, HazardTable>;
  readonly shocks: RunShocks;
}

/** Older payments say little about how a company pays now. */
const learnedFromDays = 400;

/**
 * Learns how invoices are paid.
 * @param known as they were known at the end of the day
 */
export function paymentModel(known: readonly Payable[], day: number): PaymentModel {
  const first = known.reduce((least, { receivedOn }) => Math.min(least, receivedOn), day);
  const from = Math.max(day - learnedFromDays, first);
  const days: LearningDays = { from, to: day, classes: dayClassesOf(from, day) };
  const shifts = vendorShifts(known, day);
  const exposures = new Map<string, Exposure>();
  for (const each of known) {
    const { stratum, zero } = clockOf(each, shifts.get(each.vendor) ?? 0);
    const exposure = exposures.get(stratum) ?? noExposure();
    exposures.set(stratum, exposure);
    expose(exposure, each, zero, days);
  }
  const daysOf = new Float64Array(dayClasses);
  for (const each of days.classes) daysOf[each] = (daysOf[each] ?? 0) + 1;
  const tables = new Map(
    [...exposures].map(([stratum, exposure]) => [stratum, hazardTable(exposure, daysOf)] as const),
  );
  return { shifts, tables, shocks: runShocks(expectedByDay(known, { shifts, tables }, days)) };
}

/** What was paid on each day, and what the hazards expected of it. */
function expectedByDay(
  known: readonly Payable[],
  { shifts, tables }: Pick<PaymentModel, 'shifts' | 'tables'>,
  { from, to, classes }: LearningDays,
): readonly DayOfPayments[] {
  const days = Array.from(classes, (_, index) => ({ day: from + index, paid: 0, expected: 0 }));
  for (const each of known) {
    const { stratum, zero } = clockOf(each, shifts.get(each.vendor) ?? 0);
    const hazards = tables.get(stratum)?.hazards;
    const last = Math.min(each.paidOn ?? to, to);
    for (let day = Math.max(each.receivedOn, from); day <= last; day += 1) {
      const of = days[day - from];
      if (!of) continue;
      of.expected += hazards?.[cellOf(ageBinOf(day - zero), classes[day - from] ?? 0)] ?? 0;
      if (day === each.paidOn) of.paid += 1;
    }
  }
  return days;
}
