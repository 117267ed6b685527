import { ageBinOf, ageBins } from './ages.ts';
import { dayClasses, positionOfClass, weekdayOfClass } from './pay-days.ts';
import type { Payable } from './payable.ts';

/** An age or class with less behind it is drawn towards what is more general by so many invoices. */
const priorInvoices = 8;
/** A class of days is drawn towards its weekday by so many days. */
const priorDays = 2;

/** Where an invoice's age is counted from. */
export interface Clock {
  readonly stratum: string;
  /** The day on which its age is 0. */
  readonly zero: number;
}

/** Of whatever is paid alike: its kind, by days past due where it has a due date, else since receipt. */
export function clockOf({ kind, dueOn, receivedOn }: Payable, shift: number): Clock {
  return dueOn === undefined
    ? { stratum: `${kind}/received`, zero: receivedOn + shift }
    : { stratum: `${kind}/due`, zero: dueOn + shift };
}

/** The share of open invoices of an age that is paid on a day of a class, from past payments. */
export interface HazardTable {
  /** In [0, 1), at an index of `cellOf`. */
  readonly hazards: Float64Array;
}

/** Index of an age bin and a class of days. */
export function cellOf(ageBin: number, dayClass: number): number {
  return ageBin * dayClasses + dayClass;
}

/** Invoices that were open and those that were paid, by age and class of day. */
export interface Exposure {
  readonly atRisk: Float64Array;
  readonly paid: Float64Array;
}

export function noExposure(): Exposure {
  return {
    atRisk: new Float64Array(ageBins * dayClasses),
    paid: new Float64Array(ageBins * dayClasses),
  };
}

/** After so many days what was seen counts for half: how companies pay changes. */
const halfLifeDays = 90;

/** How much a day counts that is so many days ago. */
function weightOf(daysAgo: number): number {
  return 2 ** (-daysAgo / halfLifeDays);
}

/** The days that a model learns from, and the class of each. */
export interface LearningDays {
  readonly from: number;
  readonly to: number;
  readonly classes: Uint8Array;
}

/** Adds the days on which an invoice was open; the latest count most. */
export function expose(exposure: Exposure, payable: Payable, zero: number, days: LearningDays): void {
  const last = Math.min(payable.paidOn ?? days.to, days.to);
  for (let day = Math.max(payable.receivedOn, days.from); day <= last; day += 1) {
    const cell = cellOf(ageBinOf(day - zero), days.classes[day - days.from] ?? 0);
    const weight = weightOf(days.to - day);
    exposure.atRisk[cell] = (exposure.atRisk[cell] ?? 0) + weight;
    if (day === payable.paidOn) exposure.paid[cell] = (exposure.paid[cell] ?? 0) + weight;
  }
}

/**
 * A discrete hazard h(age, class of day) = (paid + 8·prior) ÷ (at risk + 8). The prior is the hazard
 * of the age, drawn to that of the age before in the same way, times how much more is paid on days of the weekday
 * and of the class than of others.
 * @param daysOf how many days of each class the exposure covers
 */
export function hazardTable({ atRisk, paid }: Exposure, daysOf: Float64Array): HazardTable {
  const byAge = hazardsByAge({ atRisk, paid });
  const [expected, found] = [new Float64Array(dayClasses), new Float64Array(dayClasses)];
  for (let bin = 0; bin < ageBins; bin += 1)
    for (let of = 0; of < dayClasses; of += 1) {
      const cell = cellOf(bin, of);
      expected[of] = (expected[of] ?? 0) + (atRisk[cell] ?? 0) * (byAge[bin] ?? 0);
      found[of] = (found[of] ?? 0) + (paid[cell] ?? 0);
    }
  const factors = classFactors(expected, found, daysOf);
  const hazards = new Float64Array(ageBins * dayClasses);
  for (let bin = 0; bin < ageBins; bin += 1)
    for (let of = 0; of < dayClasses; of += 1) {
      const cell = cellOf(bin, of);
      const prior = Math.min((byAge[bin] ?? 0) * (factors[of] ?? 1), 0.95);
      hazards[cell] = Math.min(
        ((paid[cell] ?? 0) + priorInvoices * prior) / ((atRisk[cell] ?? 0) + priorInvoices),
        0.99,
      );
    }
  return { hazards };
}

/** The hazard of each age, on days of all classes: of what was seldom so old it is that of the age before. */
function hazardsByAge({ atRisk, paid }: Exposure): Float64Array {
  const sum = (cells: Float64Array) => cells.reduce((total, each) => total + each, 0);
  let before = sum(paid) / Math.max(sum(atRisk), 1);
  return Float64Array.from({ length: ageBins }, (_, bin) => {
    const [from, to] = [cellOf(bin, 0), cellOf(bin + 1, 0)];
    before =
      (sum(paid.subarray(from, to)) + priorInvoices * before) /
      (sum(atRisk.subarray(from, to)) + priorInvoices);
    return before;
  });
}

/**
 * How much more is paid on days of each class than on any day, given the ages of what is open: that of
 * the class, drawn towards that of its weekday times that of its position in the month.
 */
function classFactors(expected: Float64Array, found: Float64Array, daysOf: Float64Array): Float64Array {
  const weekdayFactor = ratiosBy(weekdayOfClass, expected, found);
  const ofWeekday = expected.map((each, index) => each * weekdayFactor(index));
  const positionFactor = ratiosBy(positionOfClass, ofWeekday, found);
  return expected.map((each, index) => {
    const factor = weekdayFactor(index) * positionFactor(index);
    const prior = (priorDays * each) / Math.max(daysOf[index] ?? 0, 1);
    return each + prior > 0 ? ((found[index] ?? 0) + prior * factor) / (each + prior) : factor;
  });
}

/** What was found ÷ what was expected of all classes that have something in common with a class. */
function ratiosBy(
  commonOf: (dayClass: number) => number,
  expected: Float64Array,
  found: Float64Array,
): (dayClass: number) => number {
  const [expectedOf, foundOf] = [expected, found].map((cells) => {
    const sums: number[] = [];
    cells.forEach((each, index) => {
      sums[commonOf(index)] = (sums[commonOf(index)] ?? 0) + each;
    });
    return sums;
  });
  return (dayClass) => {
    const of = expectedOf?.[commonOf(dayClass)] ?? 0;
    return of > 0 ? (foundOf?.[commonOf(dayClass)] ?? 0) / of : 1;
  };
}
